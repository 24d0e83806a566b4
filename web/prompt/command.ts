// The commands of the prompt, and helpers for parsing them.
import type { Place } from "../clients/client.ts";
import type { Kind } from "../clients/composer/composer-state.ts";

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

export const command = (parsed: Command): Parsed => ({ ok: true, command: parsed });
export const mistake = (problem: string): Parsed => ({ ok: false, problem });

/** Splits off the first word. `rest` is everything after the one space that follows it. */
export function splitWord(text: string): { readonly word: string; readonly rest: string } {
  const [, word = "", rest = ""] = /^\s*(\S*)\s?([\s\S]*)$/.exec(text) ?? [];
  return { word, rest };
}

export const didYouMean = (line: string): string => `Did you mean: ${line.trim()}`;

/** The candidate with the smallest edit distance, or null when none is close enough to be a typo. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const typed = word.toLowerCase();
  let best: string | null = null;
  let limit = (typed.length < 3 ? 1 : Math.ceil(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(typed, candidate.toLowerCase(), limit);
    if (distance < limit) [best, limit] = [candidate, distance];
  }
  return best;
}

/** Counts insertions, deletions, substitutions and swaps of neighbours, up to `limit`. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : limit;
      next.push(Math.min(substituted, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? limit;
}
