// What of the console is read aloud: the newest lines, and how many it would have been too many to read.
import type { ConsoleEntry } from "./console-entry.ts";
import { entryText } from "./console-entry-text.ts";

const readAtOnce = 8;
const charactersRead = 600;

export interface Spoken {
  readonly seq: number;
  readonly text: string;
}

/** Of the entries after `since`; what the learner typed is not read to them, and moves of the clock the time bar says. */
export function spoken(entries: readonly ConsoleEntry[], since: number): readonly Spoken[] {
  const news = entries.filter(({ seq, kind }) => seq > since && kind !== "command" && kind !== "time");
  const read = news.slice(-readAtOnce).map((entry) => ({ seq: entry.seq, text: cut(entryText(entry)) }));
  const skipped = news.length - read.length;
  const first = read[0];
  if (skipped === 0 || first === undefined) return read;
  return [{ seq: first.seq - 0.5, text: `${skipped} more lines before these.` }, ...read];
}

const cut = (text: string): string => (text.length > charactersRead ? `${text.slice(0, charactersRead)}…` : text);
