// What the composer's text means for a socket: text as it stands, JSON that is JSON, bytes in hex or base64.
import { limitTable } from "../../server/protocol/limits.ts";
import { readBytes } from "../ui/bytes.ts";
import type { Encoding, Kind } from "./composer-state.ts";
import { jsonMistake } from "./json-lint.ts";

export type Data = string | Uint8Array<ArrayBuffer>;

export type Composed =
  | { readonly ok: true; readonly data: Data }
  /** `anyway`: what goes out when the learner insists. */
  | { readonly ok: false; readonly problem: string; readonly anyway?: Data };

export function compose(kind: Kind, text: string, encoding: Encoding = "hex"): Composed {
  switch (kind) {
    case "text":
      return weighed(text);
    case "json":
      return composeJson(text);
    case "binary":
      return composeBytes(text, encoding);
    default:
      return kind satisfies never;
  }
}

export const mostBytes = limitTable.messageBytes.value;

export function byteLength(data: Data): number {
  return typeof data === "string" ? new TextEncoder().encode(data).length : data.length;
}

/** `1,234 bytes`. */
export function bytesText(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${bytes.toLocaleString("en")} bytes`;
}

/** Sent as it was typed: only its being JSON is looked at. */
function composeJson(text: string): Composed {
  const mistake = jsonMistake(text);
  if (mistake === null) return weighed(text);
  const { line, column, message } = mistake;
  return { ok: false, problem: `Not JSON: line ${line}, column ${column}: ${message}.`, anyway: text };
}

function composeBytes(text: string, encoding: Encoding): Composed {
  const read = readBytes(text, encoding);
  return read.ok ? weighed(read.bytes) : read;
}

function weighed(data: Data): Composed {
  const bytes = byteLength(data);
  if (bytes <= mostBytes) return { ok: true, data };
  const limit = `a message may have ${bytesText(mostBytes)}`;
  return { ok: false, problem: `${bytesText(bytes)}: ${limit}; the room would close with 1009.`, anyway: data };
}
