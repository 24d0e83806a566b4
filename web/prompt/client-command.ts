// What stands behind a client's name at the prompt: what it is to do.
import { compose } from "../clients/compose.ts";
import { mostFragments } from "../clients/composer-state.ts";
import { pingProblem, reasonProblem } from "../clients/control-frames.ts";
import { type ClientCommand, command, didYouMean, mistake, type Parsed, splitWord } from "./command.ts";
import { nearest } from "./nearest.ts";
import { verbs } from "./vocabulary.ts";

/** `label` is the name as it was typed. Of the text behind a verb every character counts, spaces too. */
export function parseClientCommand(clients: readonly string[], label: string, text: string): Parsed {
  if (clients.length === 0) return mistake("There is no client yet: add makes one.");
  const { word, rest } = splitWord(text);
  const verb = word.toLowerCase();
  switch (verb) {
    case "":
      return mistake(`What is ${label} to do? For example: ${label} send hello`);
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
      return alone(label, verb, rest, { do: verb, clients });
    case "server":
      return alone(label, verb, rest, { do: "place", clients, place: "server" });
    case "page":
      return alone(label, verb, rest, { do: "place", clients, place: "browser" });
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
  if (!/^\d+$/.test(word))
    return mistake(`In how many frames? ${didYouMean(`${label} fragment 3 ${rest || "hello"}`)}`);
  if (fragments < 1 || fragments > mostFragments)
    return mistake(`A message is sent in 1 to ${mostFragments} frames here.`);
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
    return mistake(`A reason needs a code before it. ${didYouMean(`${label} close 1000 ${rest.trim()}`)}`);
  const code = Number(word);
  if (code < 1000 || code > 4999) return mistake("A close code is a number from 1000 to 4999.");
  const problem = reasonProblem(code, reason);
  return problem === null ? command({ do: "close", clients, code, reason }) : mistake(problem);
}

function alone(label: string, verb: string, rest: string, parsed: ClientCommand): Parsed {
  return rest.trim() === "" ? command(parsed) : mistake(`"${verb}" stands alone. ${didYouMean(`${label} ${verb}`)}`);
}

function unknownVerb(label: string, word: string, rest: string): Parsed {
  const known = verbs.map((each) => each.word);
  const slip = aliases[word.toLowerCase()] ?? nearest(word, known);
  if (slip !== null) return mistake(`A client cannot "${word}". ${didYouMean(`${label} ${slip} ${rest}`)}`);
  return mistake(`A client cannot "${word}". It can: ${known.join(", ")}.`);
}

/** Words that people bring along from other tools. */
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
