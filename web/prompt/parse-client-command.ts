// Parses what follows a client's name at the prompt.
import { compose } from "../clients/composer/compose.ts";
import { mostFragments } from "../clients/composer/composer-state.ts";
import { pingProblem, reasonProblem } from "../clients/connection/close-text.ts";
import { type ClientCommand, command, didYouMean, mistake, nearest, type Parsed, splitWord } from "./command.ts";
import { verbs } from "./command-words.ts";

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
  if (fragments < 1 || fragments > mostFragments) return mistake(`A message can have 1 to ${mostFragments} frames.`);
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
