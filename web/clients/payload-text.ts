// A payload unfolded: JSON on lines of its own, bytes as a dump with their characters beside them.
import { hexLines } from "../ui/bytes.ts";
import { countText } from "../ui/format.ts";
import type { LogEntry } from "./client.ts";
import { reformatted } from "./composer/json-lint.ts";

const longCharacters = 300;

/** Whether there is more to see than its line shows. */
export function isUnfolding({ kind, text, bytes }: LogEntry): boolean {
  if (kind === "binary") return bytes > 0;
  return kind === "text" && (text.length > longCharacters || /^\s*[{[][\s\S]*[}\]]\s*$/.test(text));
}

export function unfolded({ kind, text, bytes }: LogEntry): string {
  if (kind !== "binary") return reformatted(text, "pretty");
  const shown = Uint8Array.from(text.match(/[^ ]+/g) ?? [], (pair) => Number.parseInt(pair, 16));
  const rest = bytes > shown.length ? `\n… ${countText(bytes - shown.length, "byte")} more` : "";
  return hexLines(shown, 16) + rest;
}
