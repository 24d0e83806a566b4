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
