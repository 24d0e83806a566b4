// The request of the handshake laboratory as its editor has it, and the accept value worked out from its key.
import { sha1 } from "@noble/hashes/legacy.js";
import { acceptGuid } from "../../server/protocol/rfc6455.ts";
import { hex, toBase64 } from "../ui/bytes.ts";
import type { RequestOptions } from "./raw-connection.ts";

export interface HeaderField {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export interface RequestDraft {
  readonly method: RequestOptions["method"];
  readonly version: RequestOptions["version"];
  /** With its `?`. */
  readonly query: string;
  readonly headers: readonly HeaderField[];
}

export function addHeader(draft: RequestDraft): RequestDraft {
  const id = Math.max(0, ...draft.headers.map((header) => header.id)) + 1;
  return { ...draft, headers: [...draft.headers, { id, name: "", value: "" }] };
}

export function changeHeader(draft: RequestDraft, id: number, change: Partial<HeaderField>): RequestDraft {
  return { ...draft, headers: draft.headers.map((header) => (header.id === id ? { ...header, ...change } : header)) };
}

/** The key of RFC 6455 §1.3: "the sample nonce". */
export const exampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

/** What a browser would send from a page at `origin`, with two subprotocols. */
export function browserRequest(origin: string, key: string): RequestDraft {
  const { host } = new URL(origin);
  const fields = [
    ["Host", host],
    ["Connection", "Upgrade"],
    ["Upgrade", "websocket"],
    ["Origin", origin],
    ["Sec-WebSocket-Version", "13"],
    ["Sec-WebSocket-Key", key],
    ["Sec-WebSocket-Protocol", "chat.v1, chat.v2"],
  ] as const;
  const headers = fields.map(([name, value], index) => ({ id: index + 1, name, value }));
  return { method: "GET", version: "1.1", query: "?token=sesame", headers };
}

/** Headers without a name are not sent. */
export function toRequest({ method, version, query, headers }: RequestDraft): RequestOptions {
  const named = headers.filter(({ name }) => name.trim() !== "");
  return { method, version, query, headers: named.map(({ name, value }) => [name.trim(), value.trim()]) };
}

export function randomKey(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(16)));
}

/** The value of the first header with this name; null if there is none. */
export function headerOf(headers: RawHeaders, name: string): string | null {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? null;
}

type RawHeaders = readonly (readonly [name: string, value: string])[];

/**
 * RFC 6455 §4.2.2, step 5. The server hashes the key as text: it does not decode it. `hash` is in hex; `problem` is null for a
 * valid key.
 */
export function acceptSteps(key: string) {
  const text = key + acceptGuid;
  const hash = sha1(new TextEncoder().encode(text));
  const isKey = /^[+/0-9A-Za-z]{22}==$/.test(key);
  const problem = isKey ? null : "The key must be 16 bytes in base64: 22 characters and ==.";
  return { key, text, hash: hex(hash), accept: toBase64(hash), problem };
}
