// A payload unfolded: JSON on lines of its own, bytes as a dump with their characters beside them.
import type { LogEntry } from "./client.ts";
import { bytesText } from "./compose.ts";
import { reformatted } from "./json-lint.ts";

const longCharacters = 300;

/** Whether there is more to see than its line shows. */
export function isUnfolding({ kind, text, bytes }: LogEntry): boolean {
  if (kind === "binary") return bytes > 0;
  return kind === "text" && (text.length > longCharacters || /^\s*[{[][\s\S]*[}\]]\s*$/.test(text));
}

export function unfolded({ kind, text, bytes }: LogEntry): string {
  if (kind !== "binary") return reformatted(text, "pretty");
  const shown = text === "" ? [] : text.split(" ");
  const rest = bytes > shown.length ? `\n… ${bytesText(bytes - shown.length)} more` : "";
  return dump(shown) + rest;
}

/** `0010  48 69 … |Hi|`: sixteen bytes a line. */
function dump(pairs: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < pairs.length; at += 16) {
    const row = pairs.slice(at, at + 16);
    const chars = row.map((pair) => asciiOf(Number.parseInt(pair, 16))).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${row.join(" ").padEnd(47)}  ${chars}`);
  }
  return lines.join("\n");
}

function asciiOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
