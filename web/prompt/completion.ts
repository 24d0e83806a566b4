// What could stand where the prompt's text ends: words of the prompt and names of clients.
import { openers, steps, verbs } from "./vocabulary.ts";

export interface Completion {
  /** The whole line as it would be. */
  readonly line: string;
  /** What is shown in the list, and what it does. */
  readonly label: string;
  readonly what: string;
}

/** Everything that begins like the last word, in the order of the help. Empty inside a text that is the learner's own. */
export function completionsOf(text: string, names: readonly string[]): readonly Completion[] {
  const name = ["all", ...names].find((each) => text.toLowerCase().startsWith(`${each.toLowerCase()} `));
  if (name !== undefined) return afterName(text, text.slice(0, name.length + 1));
  const [, opener = "", partial] = /^(\S+)\s+(.*)$/.exec(text) ?? [];
  return partial === undefined ? first(text, names) : afterOpener(opener.toLowerCase(), partial, text, names);
}

function first(typed: string, names: readonly string[]): Completion[] {
  const words = openers.map(({ word, what, goesOn }) => ({ word, what, goesOn }));
  const clients = names.map((name) => ({ word: name.toLowerCase(), what: `client ${name}`, goesOn: true }));
  const stepsToo = ["+1s", "+30s"].map((word) => ({ word, what: steps.what, goesOn: false }));
  return matching([...clients, ...words, ...(typed.startsWith("+") ? stepsToo : [])], typed, "");
}

function afterName(text: string, before: string): Completion[] {
  const typed = text.slice(before.length);
  return matching(verbs, typed, before);
}

function afterOpener(opener: string, partial: string, text: string, names: readonly string[]): Completion[] {
  const before = text.slice(0, text.length - partial.length);
  switch (opener) {
    case "connect":
      return matching(
        ["all", ...names].map((name) => bare(name.toLowerCase(), "open a socket")),
        partial,
        before,
      );
    case "time":
      return matching([bare("stepped", "stop the room's clock"), bare("real", "let it run")], partial, before);
    case "help":
      return matching(
        [...verbs, ...openers].filter(isFirst).map(({ word, what }) => bare(word, what)),
        partial,
        before,
      );
    default:
      return [];
  }
}

/** `connect` is written in two ways; once is enough in a list. */
function isFirst(
  { word }: { readonly word: string },
  index: number,
  all: readonly { readonly word: string }[],
): boolean {
  return all.findIndex((each) => each.word === word) === index;
}

const bare = (word: string, what: string) => ({ word, what, goesOn: false });

interface Choice {
  readonly word: string;
  readonly what: string;
  readonly goesOn: boolean;
}

function matching(choices: readonly Choice[], typed: string, before: string): Completion[] {
  const begins = choices.filter(({ word }) => word.startsWith(typed.toLowerCase()));
  // The line stands there already: nothing is left to complete.
  if (begins.some(({ word, goesOn }) => !goesOn && word === typed.toLowerCase())) return [];
  return begins.map(({ word, what, goesOn }) => ({ line: `${before}${word}${goesOn ? " " : ""}`, label: word, what }));
}

/** How far all of them agree. */
export function commonLine(completions: readonly Completion[]): string {
  const [first, ...rest] = completions.map(({ line }) => line);
  let length = first?.length ?? 0;
  for (const line of rest) while (!line.startsWith(first?.slice(0, length) ?? "")) length -= 1;
  return first?.slice(0, length) ?? "";
}
