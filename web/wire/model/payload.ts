// A frame's payload: its bytes, and its bytes as UTF-8 with the ones marked that are not.
import { fromBase64 } from "../../ui/bytes.ts";

export type Piece = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly bytes: Uint8Array };

export interface Utf8 {
  readonly pieces: readonly Piece[];
  readonly isValid: boolean;
  /** Bytes of a character that was still to go on where the payload ends. */
  readonly unfinished: number;
}

/** The first bytes of a payload, without decoding the rest. */
export function firstBytes(base64: string, count: number): Uint8Array<ArrayBuffer> {
  return fromBase64(base64.slice(0, Math.ceil(count / 3) * 4)).subarray(0, count);
}

/** Whole when it is UTF-8; `isOpen`: it may end in the middle of a character (a cut payload, a fragment). */
export function decodeUtf8(bytes: Uint8Array, isOpen: boolean): Utf8 {
  const pieces: Piece[] = [];
  let good = 0;
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at);
    if (size > 0) {
      at += size;
      continue;
    }
    if (at > good) pieces.push(textPiece(bytes.subarray(good, at)));
    const unfinished = isOpen && isBeginning(bytes, at) ? bytes.length - at : 0;
    if (unfinished > 0) return { pieces, isValid: pieces.every(({ ok }) => ok), unfinished };
    addBad(pieces, bytes.subarray(at, at + 1));
    at += 1;
    good = at;
  }
  if (at > good) pieces.push(textPiece(bytes.subarray(good, at)));
  return { pieces, isValid: pieces.every(({ ok }) => ok), unfinished: 0 };
}

/** Text for looking at: what is no UTF-8 becomes the replacement character. */
export function looseText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function textPiece(bytes: Uint8Array): Piece {
  return { ok: true, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
}

/** Bad bytes in a row are one piece. */
function addBad(pieces: Piece[], byte: Uint8Array): void {
  const last = pieces.at(-1);
  if (last?.ok !== false) pieces.push({ ok: false, bytes: byte });
  else
    pieces[pieces.length - 1] = {
      ok: false,
      bytes: new Uint8Array(byte.buffer, last.bytes.byteOffset, last.bytes.length + 1),
    };
}

/** RFC 3629 §4: how many bytes the character that begins here takes; 0 when none does. */
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

/** The second byte rules out long forms, surrogates and what lies above U+10FFFF. */
function mayFollow(lead: number, n: number, byte: number): boolean {
  if (byte < 0x80 || byte > 0xbf) return false;
  if (n > 1) return true;
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte < 0xa0;
  if (lead === 0xf0) return byte >= 0x90;
  return lead !== 0xf4 || byte < 0x90;
}

/** All that is left could be the beginning of one character. */
function isBeginning(bytes: Uint8Array, at: number): boolean {
  const left = bytes.length - at;
  const lead = bytes[at] ?? 0;
  if (left >= sizeByLead(lead)) return false;
  for (let n = 1; n < left; n++) if (!mayFollow(lead, n, bytes[at + n] ?? 0)) return false;
  return true;
}
