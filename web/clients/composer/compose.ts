// Turns the composer's text into message data: text as is, JSON after a check, bytes from hex or base64.
import { limitTable } from "../../../server/protocol/limits.ts";
import { readBytes } from "../../ui/bytes.ts";
import { countText } from "../../ui/format.ts";
import type { Encoding, Kind } from "./composer-state.ts";
import { jsonMistake } from "./json-lint.ts";

export type Data = string | Uint8Array<ArrayBuffer>;

export type Composed =
  | { readonly ok: true; readonly data: Data }
  /** `anyway`: what is sent if the learner insists. */
  | { readonly ok: false; readonly problem: string; readonly anyway?: Data };

export function compose(kind: Kind, text: string, encoding: Encoding = "hex"): Composed {
  switch (kind) {
    case "text":
      return withinLimit(text);
    case "json":
      return composeJson(text);
    case "binary": {
      const read = readBytes(text, encoding);
      return read.ok ? withinLimit(read.bytes) : read;
    }
    default:
      return kind satisfies never;
  }
}

export const maxBytes = limitTable.messageBytes.value;

export function byteLength(data: Data): number {
  return typeof data === "string" ? new TextEncoder().encode(data).length : data.length;
}

/** JSON is sent exactly as typed. */
function composeJson(text: string): Composed {
  const mistake = jsonMistake(text);
  if (mistake === null) return withinLimit(text);
  const { line, column, message } = mistake;
  return { ok: false, problem: `Invalid JSON at line ${line}, column ${column}: ${message}.`, anyway: text };
}

function withinLimit(data: Data): Composed {
  const bytes = byteLength(data);
  if (bytes <= maxBytes) return { ok: true, data };
  const limit = `the limit is ${countText(maxBytes, "byte")}`;
  return {
    ok: false,
    problem: `${countText(bytes, "byte")}: ${limit}, and the room would close with 1009.`,
    anyway: data,
  };
}
