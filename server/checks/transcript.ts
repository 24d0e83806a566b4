// The record of one check: what each client did, received and expected, in order.
import type { TranscriptEntry } from "../protocol/checks.ts";
import type { Received } from "./connection.ts";
import { formatBytes, formatPayload, quote, truncateEscaped } from "./format.ts";

type Entry = Pick<TranscriptEntry, "client" | "kind" | "what" | "compared"> & {
  readonly text?: string;
  readonly met?: boolean;
};

/** Keeps the first 200 and the last 100 lines. */
export class Transcript {
  readonly #first: TranscriptEntry[] = [];
  readonly #last: TranscriptEntry[] = [];
  #dropped = 0;
  #characters = 0;

  add(atMs: number, { client, kind, what, text = "", met, compared }: Entry): void {
    // Lines are cut short once the transcript as a whole has become long.
    const shown = truncateEscaped(text, this.#characters < 32_000 ? 2_000 : 120);
    this.#characters += shown.length;
    const entry = { atMs, client, kind, what, text: shown, met: met ?? null, ...(compared && { compared }) };
    if (this.#first.length < 200) {
      this.#first.push(entry);
      return;
    }
    this.#last.push(entry);
    if (this.#last.length <= 100) return;
    this.#last.shift();
    this.#dropped++;
  }

  entries(): TranscriptEntry[] {
    if (this.#dropped === 0) return [...this.#first, ...this.#last];
    const atMs = this.#last[0]?.atMs ?? 0;
    const text = `${this.#dropped} more lines`;
    return [...this.#first, { atMs, client: null, kind: "note", what: "cut", text, met: null }, ...this.#last];
  }
}

export function transcriptText(item: Received): { what: string; text: string } {
  switch (item.kind) {
    case "text":
      return { what: "text", text: item.text };
    case "binary":
      return { what: "binary", text: formatBytes(item.data, 400) };
    case "ping":
    case "pong":
      return { what: item.kind, text: item.data.length === 0 ? "" : formatPayload(item.data) };
    case "close":
      return { what: "close", text: item.reason === "" ? String(item.code) : `${item.code} ${quote(item.reason)}` };
    default:
      throw new Error(`Unknown kind: ${item satisfies never}`);
  }
}
