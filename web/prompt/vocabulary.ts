// The words of the prompt: what each is written like and does. Help, completion and "did you mean" all read this.

export interface Word {
  readonly word: string;
  /** As it is typed, with the client `b` as the example. */
  readonly usage: string;
  readonly what: string;
  /** Something follows it, or may. */
  readonly goesOn: boolean;
}

/** What stands first in a line. */
export const openers: readonly Word[] = [
  { word: "connect", usage: "connect b [chat.v2]", what: "open a socket", goesOn: true },
  { word: "clients", usage: "clients", what: "who is there", goesOn: false },
  { word: "add", usage: "add [name]", what: "one more client", goesOn: true },
  { word: "all", usage: "all send hi", what: "for all clients", goesOn: true },
  { word: "time", usage: "time stepped|real", what: "stop the clock, run it", goesOn: true },
  { word: "next", usage: "next", what: "go to the next timer", goesOn: false },
  { word: "save", usage: "save name hello", what: "keep a text for later", goesOn: true },
  { word: "check", usage: "check", what: "run the checks", goesOn: false },
  { word: "line", usage: "line 12", what: "go to a line of code", goesOn: true },
  { word: "clear", usage: "clear", what: "empty the console", goesOn: false },
  { word: "help", usage: "help [word]", what: "this, or one word", goesOn: true },
  { word: "yes", usage: "yes", what: "do what was offered", goesOn: false },
];

/** What stands behind a client's name. */
export const verbs: readonly Word[] = [
  { word: "send", usage: "b send hello", what: "a text, as it stands", goesOn: true },
  { word: "json", usage: 'b json {"a":1}', what: "a text that is JSON", goesOn: true },
  { word: "hex", usage: "b hex 00 ff", what: "bytes", goesOn: true },
  { word: "fragment", usage: "b fragment 3 hello", what: "in so many frames", goesOn: true },
  { word: "saved", usage: "b saved name", what: "a message you kept", goesOn: true },
  { word: "ping", usage: "b ping [text]", what: "a ping frame", goesOn: true },
  { word: "close", usage: "b close 1000 bye", what: "close; code optional", goesOn: true },
  { word: "cut", usage: "b cut", what: "gone, no close frame", goesOn: false },
  { word: "connect", usage: "b connect [chat.v2]", what: "open a socket", goesOn: true },
  { word: "server", usage: "b server", what: "run it on the server", goesOn: false },
  { word: "page", usage: "b page", what: "in this page again", goesOn: false },
  { word: "remove", usage: "b remove", what: "take it off the bench", goesOn: false },
];

/** Typed as an amount, not as a word. */
export const steps: Word = { word: "+", usage: "+30s +1500ms +2m", what: "move the room's clock", goesOn: true };

const usageWidth = Math.max(...[...openers, ...verbs, steps].map(({ usage }) => usage.length)) + 2;

/** A table that fits a phone: 44 columns. */
export function helpTable(): string {
  const row = ({ usage, what }: Word) => `${usage.padEnd(usageWidth)}${what}`;
  const [connect, ...rest] = openers;
  const first = connect === undefined ? [] : [connect];
  return [
    ...[...first, ...verbs.filter(({ word }) => word !== "connect")].map(row),
    "",
    row(steps),
    ...rest.map(row),
  ].join("\n");
}

/** What one word does; null for a word that is none. */
export function helpFor(topic: string): string | null {
  const wanted = topic.toLowerCase();
  const found = [...openers, ...verbs, steps].filter(
    ({ word }) => word === wanted || (wanted.startsWith("+") && word === "+"),
  );
  return found.length === 0 ? null : found.map(({ usage, what }) => `${usage}: ${what}`).join("\n");
}
