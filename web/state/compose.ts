// What the composer's text means for a socket: text as it stands, JSON that is JSON, bytes written as hex.
import type { Kind } from "./bench.ts";

export type Composed =
  | { readonly ok: true; readonly data: string | Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly problem: string };

export function compose(kind: Kind, text: string): Composed {
  switch (kind) {
    case "text":
      return { ok: true, data: text };
    case "json":
      return composeJson(text);
    case "binary":
      return composeHex(text);
    default:
      return kind satisfies never;
  }
}

/** Sent as it was typed: only its being JSON is looked at. */
function composeJson(text: string): Composed {
  try {
    JSON.parse(text);
    return { ok: true, data: text };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `Not JSON: ${why}` };
  }
}

function composeHex(text: string): Composed {
  const digits = text.replaceAll(/\s+|0x/gi, "");
  if (/[^0-9a-f]/i.test(digits)) return { ok: false, problem: "Bytes are written in hex, for example 48 69 00 ff" };
  if (digits.length % 2) return { ok: false, problem: "Each byte takes two hex digits; one is missing" };
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return { ok: true, data: bytes };
}
