// The record of one check: what its clients did, what came, what was expected; in one order, cut where it grows long.
import type { TranscriptEntry } from "../protocol/checks.ts";
import { cutVisible } from "./printable.ts";

const keptFirst = 200;
const keptLast = 100;
/** A line shows at most this much, and much less once all of them together have shown a lot. */
const lineLength = 2_000;
const lateLineLength = 120;
const shownInFull = 32_000;

type Entry = Pick<TranscriptEntry, "client" | "kind" | "what" | "compared"> & {
  readonly text?: string;
  readonly met?: boolean;
};

export class Transcript {
  readonly #first: TranscriptEntry[] = [];
  readonly #last: TranscriptEntry[] = [];
  #missing = 0;
  #shown = 0;

  add(atMs: number, { client, kind, what, text = "", met, compared }: Entry): void {
    const shown = cutVisible(text, this.#shown < shownInFull ? lineLength : lateLineLength);
    this.#shown += shown.length;
    const entry = { atMs, client, kind, what, text: shown, met: met ?? null, ...(compared && { compared }) };
    if (this.#first.length < keptFirst) {
      this.#first.push(entry);
      return;
    }
    this.#last.push(entry);
    if (this.#last.length <= keptLast) return;
    this.#last.shift();
    this.#missing++;
  }

  entries(): TranscriptEntry[] {
    if (this.#missing === 0) return [...this.#first, ...this.#last];
    const atMs = this.#last[0]?.atMs ?? 0;
    const text = `${this.#missing} more lines`;
    return [...this.#first, { atMs, client: null, kind: "note", what: "cut", text, met: null }, ...this.#last];
  }
}
