// The commands of the prompt. Parses a line into one, or into one sentence that says what is wrong with it.
import { clientNameSchema } from "../../server/protocol/clients.ts";
import { nearest } from "../../server/protocol/nearest.ts";
import type { Place } from "../clients/client.ts";
import { compose } from "../clients/composer/compose.ts";
import { type Kind, maxFragments } from "../clients/composer/composer-state.ts";
import { pingProblem, reasonProblem } from "../clients/connection/close-text.ts";
import { parseAmount } from "../time/amount.ts";
import { firstWords, verbs } from "./command-words.ts";

/** `clients` lists names as they are spelled; `all` is already expanded. */
export type Command =
  | { readonly do: "help"; readonly topic: string | null }
  | { readonly do: "check" | "clear" | "next" | "time" }
  | { readonly do: "clients" | "yes" }
  | { readonly do: "add"; readonly name: string | null }
  | { readonly do: "save"; readonly name: string; readonly text: string }
  | { readonly do: "line"; readonly line: number }
  | { readonly do: "advance"; readonly ms: number }
  | { readonly do: "clock"; readonly mode: "real" | "stepped" }
  | ClientCommand;

export type ClientCommand = { readonly clients: readonly string[] } & (
  | { readonly do: "connect"; readonly protocols: readonly string[] }
  | { readonly do: "send"; readonly kind: Kind; readonly text: string; readonly fragments: number }
  | { readonly do: "saved"; readonly message: string }
  | { readonly do: "ping"; readonly text: string }
  | { readonly do: "close"; readonly code: number | null; readonly reason: string }
  | { readonly do: "place"; readonly place: Place }
  | { readonly do: "cut" | "remove" }
);

export type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly problem: string };

/** Names and words are case-insensitive; texts are kept exactly. */
export function parseCommand(text: string, names: readonly string[]): Parsed {
  const line = text.trimStart();
  if (line.startsWith("+")) return parseStep(line);
  const named = splitName(line, names);
  if (named !== null) return parseClientCommand(named.clients, named.label, named.rest);
  const { word, rest } = splitWord(line);
  return parseFirstWord(word, rest, names);
}

interface Named {
  readonly clients: readonly string[];
  /** The name as typed. */
  readonly label: string;
  readonly rest: string;
}

/** Finds the longest name that the line starts with; names may contain spaces. A command's word alone is not a name. */
function splitName(line: string, names: readonly string[]): Named | null {
  const lower = line.toLowerCase();
  const startsWith = (name: string) => lower === name || lower.startsWith(`${name} `);
  if (startsWith("all")) return { clients: names, label: "all", rest: line.slice(4) };
  const [name] = names.filter((each) => startsWith(each.toLowerCase())).sort((a, b) => b.length - a.length);
  if (name === undefined) return null;
  const rest = line.slice(name.length + 1);
  const isWord = firstWords.some(({ word }) => word === name.toLowerCase());
  if (isWord && !verbs.some(({ word }) => word === splitWord(rest).word.toLowerCase())) return null;
  return { clients: [name], label: line.slice(0, name.length), rest };
}

function parseStep(line: string): Parsed {
  const amount = parseAmount(line);
  return amount.ok ? command({ do: "advance", ms: amount.ms }) : mistake(amount.problem);
}

function parseFirstWord(word: string, rest: string, names: readonly string[]): Parsed {
  const more = rest.trim();
  const lower = word.toLowerCase();
  switch (lower) {
    case "help":
    case "?":
      return command({ do: "help", topic: more === "" ? null : more });
    case "clients":
    case "check":
    case "clear":
    case "yes":
    case "next":
      if (more === "") return command({ do: lower });
      return mistake(`"${lower}" takes no arguments. ${didYouMean(lower)}`);
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

function parseAdd(name: string): Parsed {
  if (name === "") return command({ do: "add", name: null });
  if (clientNameSchema.safeParse(name).success) return command({ do: "add", name });
  return mistake("A client's name has up to 24 letters, digits, spaces, - and _.");
}

function parseSave(text: string): Parsed {
  const { word: name, rest } = splitWord(text);
  if (name === "" || rest === "") return mistake("A name and a text are required. For example: save greeting hello");
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
  const guess = nearest(mode, ["real", "stepped"]) ?? (/stop|pause|still|freeze|hold/.test(mode) ? "stepped" : "real");
  return mistake(`Time is real or stepped. ${didYouMean(`time ${guess}`)}`);
}

/** `connect b`, `connect all`, `connect a b`, or `connect b chat.v2` with subprotocols. A new name adds a client. */
function parseConnect(more: string, names: readonly string[]): Parsed {
  const first = splitName(more, names);
  if (first === null) return connectNew(more, names);
  const rest = first.rest.split(/[\s,]+/).filter(Boolean);
  const others = rest.flatMap((each) => names.find((name) => name.toLowerCase() === each.toLowerCase()) ?? []);
  const areClients = first.label !== "all" && rest.length > 0 && others.length === rest.length;
  if (!areClients) return parseClientCommand(first.clients, first.label, `connect ${first.rest}`);
  return command({ do: "connect", clients: [...new Set([...first.clients, ...others])], protocols: [] });
}

function connectNew(more: string, names: readonly string[]): Parsed {
  const { word, rest } = splitWord(more);
  if (word === "") return mistake(`Which client? For example: connect ${example(names)}`);
  if (!clientNameSchema.safeParse(word).success) return mistake(`"${word}" is not a valid client name.`);
  const name = word.length === 1 ? word.toUpperCase() : word;
  return parseClientCommand([name], name, `connect ${rest}`);
}

/** Guesses: a typo, a missing client, or verb and client in the wrong order. */
function unknown(word: string, more: string, names: readonly string[]): Parsed {
  const verb = verbs.find((each) => each.word === word.toLowerCase())?.word;
  if (verb !== undefined) return mistake(`Which client? ${didYouMean(clientFirst(verb, more, names))}`);
  const second = splitWord(more).word.toLowerCase();
  if (verbs.some((each) => each.word === second)) return noSuchClient(word, more, names);
  const known = [...firstWords, ...verbs].map((each) => each.word);
  const guess = nearest(word, known);
  if (guess === null) return mistake(`Unknown command or client "${word}". Type help for a list of commands.`);
  const isFirst = firstWords.some((each) => each.word === guess);
  const line = isFirst ? `${guess} ${more}` : clientFirst(guess, more, names);
  return mistake(`Unknown command "${word}". ${didYouMean(line)}`);
}

function noSuchClient(word: string, more: string, names: readonly string[]): Parsed {
  const guess = nearest(word, names)?.toLowerCase() ?? example(names);
  const all = names.length === 0 ? "Type add to add one." : `Clients: ${names.join(", ")}.`;
  return mistake(`There is no client ${word}. ${all} ${didYouMean(`${guess} ${more}`)}`);
}

/** Turns `ping b` into `b ping`. */
function clientFirst(verb: string, more: string, names: readonly string[]): string {
  const named = splitName(more, names);
  return named === null ? `${example(names)} ${verb} ${more}` : `${named.label} ${verb} ${named.rest}`;
}

const example = (names: readonly string[]): string => names[0]?.toLowerCase() ?? "a";

/** `label` is the name as typed. Text after a verb is kept exactly, including spaces. */
export function parseClientCommand(clients: readonly string[], label: string, text: string): Parsed {
  if (clients.length === 0) return mistake("There are no clients. Type add to add one.");
  const { word, rest } = splitWord(text);
  const verb = word.toLowerCase();
  switch (verb) {
    case "":
      return mistake(`What should ${label} do? For example: ${label} send hello`);
    case "send":
    case "json":
    case "hex":
      return parseSend(clients, verb, rest);
    case "saved":
      return parseSaved(clients, label, rest.trim());
    case "fragment":
      return parseFragment(clients, label, rest);
    case "ping":
      return parsePing(clients, rest);
    case "close":
      return parseClose(clients, label, rest);
    case "connect":
      return command({ do: "connect", clients, protocols: rest.split(/[\s,]+/).filter(Boolean) });
    case "cut":
    case "remove":
      return withoutArguments(label, verb, rest, { do: verb, clients });
    case "server":
      return withoutArguments(label, verb, rest, { do: "place", clients, place: "server" });
    case "page":
      return withoutArguments(label, verb, rest, { do: "place", clients, place: "browser" });
    default:
      return unknownVerb(label, word, rest);
  }
}

function parseSend(clients: readonly string[], verb: "send" | "json" | "hex", text: string): Parsed {
  const kind = verb === "send" ? "text" : verb === "hex" ? "binary" : "json";
  const composed = compose(kind, text);
  return composed.ok ? command({ do: "send", clients, kind, text, fragments: 1 }) : mistake(composed.problem);
}

function parseFragment(clients: readonly string[], label: string, rest: string): Parsed {
  const { word, rest: text } = splitWord(rest);
  const fragments = Number(word);
  if (!/^\d+$/.test(word)) return mistake(`How many frames? ${didYouMean(`${label} fragment 3 ${rest || "hello"}`)}`);
  if (fragments < 1 || fragments > maxFragments) return mistake(`A message can have 1 to ${maxFragments} frames.`);
  return command({ do: "send", clients, kind: "text", text, fragments });
}

function parseSaved(clients: readonly string[], label: string, message: string): Parsed {
  if (message === "") return mistake(`Which message? For example: ${label} saved greeting`);
  return command({ do: "saved", clients, message });
}

function parsePing(clients: readonly string[], text: string): Parsed {
  const problem = pingProblem(text);
  return problem === null ? command({ do: "ping", clients, text }) : mistake(problem);
}

function parseClose(clients: readonly string[], label: string, rest: string): Parsed {
  const { word, rest: reason } = splitWord(rest);
  if (word === "") return command({ do: "close", clients, code: null, reason: "" });
  if (!/^\d+$/.test(word))
    return mistake(`The code comes before the reason. ${didYouMean(`${label} close 1000 ${rest.trim()}`)}`);
  const code = Number(word);
  if (code < 1000 || code > 4999) return mistake("A close code is a number from 1000 to 4999.");
  const problem = reasonProblem(code, reason);
  return problem === null ? command({ do: "close", clients, code, reason }) : mistake(problem);
}

function withoutArguments(label: string, verb: string, rest: string, parsed: ClientCommand): Parsed {
  if (rest.trim() === "") return command(parsed);
  return mistake(`"${verb}" takes no arguments. ${didYouMean(`${label} ${verb}`)}`);
}

function unknownVerb(label: string, word: string, rest: string): Parsed {
  const known = verbs.map((each) => each.word);
  const guess = aliases[word.toLowerCase()] ?? nearest(word, known);
  if (guess !== null) return mistake(`Unknown action "${word}". ${didYouMean(`${label} ${guess} ${rest}`)}`);
  return mistake(`Unknown action "${word}". Actions: ${known.join(", ")}.`);
}

/** Words that people know from other tools. */
const aliases: Readonly<Record<string, string>> = {
  say: "send",
  text: "send",
  write: "send",
  binary: "hex",
  bytes: "hex",
  disconnect: "close",
  bye: "close",
  quit: "close",
  open: "connect",
  kill: "cut",
  drop: "cut",
  terminate: "cut",
  delete: "remove",
  fragments: "fragment",
};

const command = (parsed: Command): Parsed => ({ ok: true, command: parsed });
const mistake = (problem: string): Parsed => ({ ok: false, problem });

/** Splits off the first word. `rest` is everything after the one space that follows it. */
function splitWord(text: string): { readonly word: string; readonly rest: string } {
  const [, word = "", rest = ""] = /^\s*(\S*)\s?([\s\S]*)$/.exec(text) ?? [];
  return { word, rest };
}

const didYouMean = (line: string): string => `Did you mean: ${line.trim()}`;
