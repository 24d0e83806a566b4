// The words of the prompt's commands, with their help and completion.

export interface Word {
  readonly word: string;
  /** How the command is written, with client `b` as the example. */
  readonly usage: string;
  readonly what: string;
  /** Whether more text can follow. */
  readonly hasMore: boolean;
}

/** Words that start a line. */
export const firstWords: readonly Word[] = [
  { word: "connect", usage: "connect b [chat.v2]", what: "open a socket", hasMore: true },
  { word: "clients", usage: "clients", what: "list the clients", hasMore: false },
  { word: "add", usage: "add [name]", what: "add a client", hasMore: true },
  { word: "all", usage: "all send hi", what: "for all clients", hasMore: true },
  { word: "time", usage: "time stepped|real", what: "pause or run the clock", hasMore: true },
  { word: "next", usage: "next", what: "jump to the next timer", hasMore: false },
  { word: "save", usage: "save name hello", what: "save a message", hasMore: true },
  { word: "check", usage: "check", what: "run the checks", hasMore: false },
  { word: "line", usage: "line 12", what: "go to a line of code", hasMore: true },
  { word: "clear", usage: "clear", what: "clear the console", hasMore: false },
  { word: "help", usage: "help [word]", what: "show help", hasMore: true },
  { word: "yes", usage: "yes", what: "accept an offer", hasMore: false },
];

/** Words that follow a client's name. */
export const verbs: readonly Word[] = [
  { word: "send", usage: "b send hello", what: "a text, as typed", hasMore: true },
  { word: "json", usage: 'b json {"a":1}', what: "a text, checked as JSON", hasMore: true },
  { word: "hex", usage: "b hex 00 ff", what: "bytes", hasMore: true },
  { word: "fragment", usage: "b fragment 3 hello", what: "in this many frames", hasMore: true },
  { word: "saved", usage: "b saved name", what: "a saved message", hasMore: true },
  { word: "ping", usage: "b ping [text]", what: "a ping frame", hasMore: true },
  { word: "close", usage: "b close 1000 bye", what: "close; code optional", hasMore: true },
  { word: "cut", usage: "b cut", what: "end without close frame", hasMore: false },
  { word: "connect", usage: "b connect [chat.v2]", what: "open a socket", hasMore: true },
  { word: "server", usage: "b server", what: "run on the server", hasMore: false },
  { word: "page", usage: "b page", what: "run in this page", hasMore: false },
  { word: "remove", usage: "b remove", what: "remove the client", hasMore: false },
];

/** Entered as an amount, not as a word. */
export const steps: Word = { word: "+", usage: "+30s +1500ms +2m", what: "advance the clock", hasMore: true };

const usageWidth = Math.max(...[...firstWords, ...verbs, steps].map(({ usage }) => usage.length)) + 2;

/** A table of at most 44 columns, which fits a phone. */
export function helpTable(): string {
  const row = ({ usage, what }: Word) => `${usage.padEnd(usageWidth)}${what}`;
  const connect = firstWords.slice(0, 1);
  const others = verbs.filter(({ word }) => word !== "connect");
  return [...[...connect, ...others].map(row), "", row(steps), ...firstWords.slice(1).map(row)].join("\n");
}

/** The help for one word, or null for an unknown word. */
export function helpFor(topic: string): string | null {
  const wanted = topic.toLowerCase();
  const found = [...firstWords, ...verbs, steps].filter(
    ({ word }) => word === wanted || (wanted.startsWith("+") && word === "+"),
  );
  return found.length === 0 ? null : found.map(({ usage, what }) => `${usage}: ${what}`).join("\n");
}

export interface Completion {
  /** The whole line after completion. */
  readonly line: string;
  /** Shown in the list, with `what` next to it. */
  readonly label: string;
  readonly what: string;
}

type Candidate = Pick<Word, "word" | "what" | "hasMore">;

/** Completions of the last word, in the order of the help. None within free text. */
export function completionsOf(text: string, names: readonly string[]): readonly Completion[] {
  const name = ["all", ...names].find((each) => text.toLowerCase().startsWith(`${each.toLowerCase()} `));
  if (name !== undefined) return matching(verbs, text.slice(name.length + 1), text.slice(0, name.length + 1));
  const [, first = "", partial] = /^(\S+)\s+(.*)$/.exec(text) ?? [];
  if (partial === undefined) return matching(firstCandidates(text, names), text, "");
  const before = text.slice(0, text.length - partial.length);
  return matching(argumentCandidates(first.toLowerCase(), names), partial, before);
}

function firstCandidates(typed: string, names: readonly string[]): Candidate[] {
  const clients = names.map((name) => ({ word: name.toLowerCase(), what: `client ${name}`, hasMore: true }));
  const amounts = typed.startsWith("+") ? ["+1s", "+30s"].map((word) => last(word, steps.what)) : [];
  return [...clients, ...firstWords, ...amounts];
}

function argumentCandidates(first: string, names: readonly string[]): Candidate[] {
  switch (first) {
    case "connect":
      return ["all", ...names].map((name) => last(name.toLowerCase(), "open a socket"));
    case "time":
      return [last("stepped", "pause the room's clock"), last("real", "let it run")];
    case "help": {
      const words = [...verbs, ...firstWords.filter(({ word }) => word !== "connect")];
      return words.map(({ word, what }) => last(word, what));
    }
    default:
      return [];
  }
}

const last = (word: string, what: string): Candidate => ({ word, what, hasMore: false });

function matching(candidates: readonly Candidate[], typed: string, before: string): Completion[] {
  const found = candidates.filter(({ word }) => word.startsWith(typed.toLowerCase()));
  const isComplete = found.some(({ word, hasMore }) => !hasMore && word === typed.toLowerCase());
  if (isComplete) return [];
  return found.map(({ word, what, hasMore }) => {
    return { line: `${before}${word}${hasMore ? " " : ""}`, label: word, what };
  });
}

/** The longest common start of the completions. */
export function commonLine(completions: readonly Completion[]): string {
  const [first = "", ...rest] = completions.map(({ line }) => line);
  let { length } = first;
  for (const line of rest) while (!line.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
