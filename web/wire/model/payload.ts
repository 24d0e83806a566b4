// Decodes payloads: UTF-8 with invalid bytes marked, and untrusted text made safe to display.
import { fromBase64 } from "../../ui/bytes.ts";
import { printable } from "../../ui/printable.ts";

export type Piece = { readonly ok: true; readonly text: string } | { readonly ok: false; bytes: Uint8Array };

export interface Utf8 {
  readonly pieces: readonly Piece[];
  readonly isValid: boolean;
  /** Bytes at the end that begin a character without completing it. */
  readonly unfinished: number;
}

/** The first bytes of a payload, without decoding the rest. */
export function firstBytes(base64: string, count: number): Uint8Array<ArrayBuffer> {
  return fromBase64(base64.slice(0, Math.ceil(count / 3) * 4)).subarray(0, count);
}

/** `isOpen`: the bytes may end in the middle of a character, because the payload is cut or a fragment. */
export function decodeUtf8(bytes: Uint8Array, isOpen: boolean): Utf8 {
  const pieces: Piece[] = [];
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at);
    if (size > 0) {
      at += size;
      continue;
    }
    if (at > start) pieces.push(textPiece(bytes.subarray(start, at)));
    const unfinished = isOpen && isPartial(bytes, at) ? bytes.length - at : 0;
    if (unfinished > 0) return { pieces, isValid: pieces.every(({ ok }) => ok), unfinished };
    addInvalid(pieces, bytes.subarray(at, at + 1));
    at += 1;
    start = at;
  }
  if (at > start) pieces.push(textPiece(bytes.subarray(start, at)));
  return { pieces, isValid: pieces.every(({ ok }) => ok), unfinished: 0 };
}

/** Invalid bytes become replacement characters. */
export function looseText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function textPiece(bytes: Uint8Array): Piece {
  return { ok: true, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
}

/** Adds an invalid byte to the piece of invalid bytes before it, if there is one. */
function addInvalid(pieces: Piece[], byte: Uint8Array): void {
  const last = pieces.at(-1);
  if (last?.ok !== false) pieces.push({ ok: false, bytes: byte });
  else last.bytes = new Uint8Array(byte.buffer, last.bytes.byteOffset, last.bytes.length + 1);
}

/** The length of the character that starts here, or 0 for an invalid one (RFC 3629 §4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const size = sizeByLead(bytes[at] ?? 0);
  if (size === 0 || at + size > bytes.length) return 0;
  for (let n = 1; n < size; n++) if (!mayFollow(bytes[at] ?? 0, n, bytes[at + n] ?? 0)) return 0;
  return size;
}

function sizeByLead(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** The second byte excludes overlong forms, surrogates and code points above U+10FFFF. */
function mayFollow(lead: number, n: number, byte: number): boolean {
  if (byte < 0x80 || byte > 0xbf) return false;
  if (n > 1) return true;
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte < 0xa0;
  if (lead === 0xf0) return byte >= 0x90;
  return lead !== 0xf4 || byte < 0x90;
}

/** True if the remaining bytes could be the start of one character. */
function isPartial(bytes: Uint8Array, at: number): boolean {
  const left = bytes.length - at;
  const lead = bytes[at] ?? 0;
  if (left >= sizeByLead(lead)) return false;
  for (let n = 1; n < left; n++) if (!mayFollow(lead, n, bytes[at + n] ?? 0)) return false;
  return true;
}

/** Combining marks on one letter that a script may really need. */
const mostMarks = 4;
const markHeap = new RegExp(`(\\p{M}{${mostMarks}})\\p{M}+`, "gu");

/** Untrusted text as one line that stays in its row: symbols for line breaks, few combining marks. */
export function oneLine(text: string): string {
  return visibleText(text).replaceAll("\n", "␊").replaceAll("\t", "␉");
}

/** Untrusted text with line breaks, without invisible characters and heaps of combining marks. */
export function visibleText(text: string): string {
  const short = text.replaceAll(markHeap, (marks) => `${[...marks].slice(0, mostMarks).join("")}…`);
  return printable(short);
}
