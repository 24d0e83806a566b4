// What is typed at the prompt, read into a command or into one sentence about what is wrong with it.
import { clientNameSchema } from "../../server/protocol/server-client.ts";
import { parseAmount } from "../time/amount.ts";
import { parseClientCommand } from "./client-command.ts";
import { command, didYouMean, mistake, type Parsed, splitWord } from "./command.ts";
import { nearest } from "./nearest.ts";
import { openers, verbs } from "./vocabulary.ts";

/** `names` are the clients of the bench. Case does not matter in names and words; texts stay as they are. */
export function parseCommand(text: string, names: readonly string[]): Parsed {
  const line = text.trimStart();
  if (line.startsWith("+")) return parseStep(line);
  const named = splitName(line, names);
  if (named !== null) return parseClientCommand(named.clients, named.label, named.rest);
  const { word, rest } = splitWord(line);
  return parseOpener(word, rest, names);
}

interface Named {
  readonly clients: readonly string[];
  /** As it was typed, for sentences. */
  readonly label: string;
  readonly rest: string;
}

/** The longest name that the line begins with; names may hold spaces. A word of the prompt alone is no name. */
function splitName(line: string, names: readonly string[]): Named | null {
  const lower = line.toLowerCase();
  const begins = (name: string) => lower === name || lower.startsWith(`${name} `);
  if (begins("all")) return { clients: names, label: "all", rest: line.slice(4) };
  const [name] = names.filter((each) => begins(each.toLowerCase())).sort((a, b) => b.length - a.length);
  if (name === undefined) return null;
  const rest = line.slice(name.length + 1);
  const isWord = openers.some(({ word }) => word === name.toLowerCase());
  if (isWord && !verbs.some(({ word }) => word === splitWord(rest).word.toLowerCase())) return null;
  return { clients: [name], label: line.slice(0, name.length), rest };
}

function parseStep(line: string): Parsed {
  const amount = parseAmount(line);
  return amount.ok ? command({ do: "advance", ms: amount.ms }) : mistake(amount.problem);
}

function parseOpener(word: string, rest: string, names: readonly string[]): Parsed {
  const more = rest.trim();
  switch (word.toLowerCase()) {
    case "help":
    case "?":
      return command({ do: "help", topic: more === "" ? null : more });
    case "clients":
    case "check":
    case "clear":
    case "yes":
    case "next":
      return parseBare(word.toLowerCase(), more);
    case "add":
      return parseAdd(more);
    case "save":
      return parseSave(rest);
    case "line":
      return parseLine(more);
    case "time":
      return parseTime(more);
    case "connect":
      return parseConnect(more, names);
    default:
      return unknown(word, more, names);
  }
}

function parseBare(word: string, more: string): Parsed {
  const known = (["clients", "check", "clear", "yes", "next"] as const).find((each) => each === word);
  if (known === undefined) return mistake(`There is no command "${word}".`);
  return more === "" ? command({ do: known }) : mistake(`"${word}" stands alone. Did you mean: ${word}`);
}

function parseAdd(name: string): Parsed {
  if (name === "") return command({ do: "add", name: null });
  if (clientNameSchema.safeParse(name).success) return command({ do: "add", name });
  return mistake("A client's name has up to 24 letters, digits, spaces, - and _.");
}

function parseSave(text: string): Parsed {
  const { word: name, rest } = splitWord(text);
  if (name === "" || rest === "") return mistake("Save what, under which name? For example: save greeting hello");
  return command({ do: "save", name, text: rest });
}

function parseLine(more: string): Parsed {
  if (/^\d{1,5}$/.test(more) && Number(more) > 0) return command({ do: "line", line: Number(more) });
  return mistake("Which line? For example: line 12");
}

function parseTime(more: string): Parsed {
  const mode = more.toLowerCase();
  if (mode === "") return command({ do: "time" });
  if (mode === "real" || mode === "stepped") return command({ do: "clock", mode });
  if (mode.startsWith("+")) return parseStep(mode);
  const meant = nearest(mode, ["real", "stepped"]) ?? (/stop|pause|still|freeze|hold/.test(mode) ? "stepped" : "real");
  return mistake(`Time is real or stepped. Did you mean: time ${meant}`);
}

/** `connect b`, `connect all`, `connect a b`, and `connect b chat.v2` with subprotocols. A new name makes a new client. */
function parseConnect(more: string, names: readonly string[]): Parsed {
  const whom = splitName(more, names);
  if (whom === null) return connectNew(more, names);
  const rest = whom.rest.split(/[\s,]+/).filter(Boolean);
  const others = rest.map((each) => names.find((name) => name.toLowerCase() === each.toLowerCase()));
  const all = others.filter((name) => name !== undefined);
  const areClients = whom.label !== "all" && rest.length > 0 && all.length === rest.length;
  if (!areClients) return parseClientCommand(whom.clients, whom.label, `connect ${whom.rest}`);
  return command({ do: "connect", clients: [...new Set([...whom.clients, ...all])], protocols: [] });
}

function connectNew(more: string, names: readonly string[]): Parsed {
  const { word, rest } = splitWord(more);
  if (word === "") return mistake(`Which client? For example: connect ${example(names)}`);
  if (!clientNameSchema.safeParse(word).success) return mistake(`"${word}" is no name for a client.`);
  const name = word.length === 1 ? word.toUpperCase() : word;
  return parseClientCommand([name], name, `connect ${rest}`);
}

/** Neither a word of the prompt nor a client: perhaps a slip, perhaps the two in the wrong order. */
function unknown(word: string, more: string, names: readonly string[]): Parsed {
  const who = example(names);
  const verb = verbs.find((each) => each.word === word.toLowerCase())?.word;
  if (verb !== undefined) return mistake(`Which client? ${didYouMean(turned(verb, more, names, who))}`);
  const second = splitWord(more).word.toLowerCase();
  if (verbs.some((each) => each.word === second)) return noSuchClient(word, more, names, who);
  const slip = nearest(
    word,
    [...openers, ...verbs].map((each) => each.word),
  );
  const fresh = slip !== null && openers.some((each) => each.word === slip) ? `${slip} ${more}` : null;
  if (fresh !== null) return mistake(`There is no command "${word}". ${didYouMean(fresh)}`);
  if (slip !== null) return mistake(`There is no command "${word}". ${didYouMean(turned(slip, more, names, who))}`);
  return mistake(`There is no command "${word}" and no client of that name. Type help for all there are.`);
}

function noSuchClient(word: string, more: string, names: readonly string[], who: string): Parsed {
  const meant = nearest(word, names)?.toLowerCase() ?? who;
  const there = names.length === 0 ? "There are none yet: add makes one." : `There are: ${names.join(", ")}.`;
  return mistake(`There is no client ${word}. ${there} ${didYouMean(`${meant} ${more}`)}`);
}

/** `ping b` was meant to be `b ping`. */
function turned(verb: string, more: string, names: readonly string[], who: string): string {
  const whom = splitName(more, names);
  return whom === null ? `${who} ${verb} ${more}` : `${whom.label} ${verb} ${whom.rest}`;
}

const example = (names: readonly string[]): string => names[0]?.toLowerCase() ?? "a";
