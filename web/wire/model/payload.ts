// Decodes payloads: UTF-8 with invalid bytes marked, and untrusted text made safe to display.
import { attempt } from "../../ui/attempt.ts";
import { fromBase64 } from "../../ui/bytes.ts";
import { printable } from "../../ui/printable.ts";

export type Piece = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly bytes: Uint8Array };

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

/** RFC 3629 §4, in a string with a character for each byte: without overlong forms, surrogates and code points above U+10FFFF. */
const [next, ascii] = ["[\\x80-\\xbf]", "[^\\x80-\\xff]"];
const two = "[\\xc2-\\xdf]";
const three = "(?:\\xe0(?=[\\xa0-\\xbf]|$)|[\\xe1-\\xec\\xee\\xef]|\\xed(?=[\\x80-\\x9f]|$))";
const four = "(?:\\xf0(?=[\\x90-\\xbf]|$)|[\\xf1-\\xf3]|\\xf4(?=[\\x80-\\x8f]|$))";
const character = `(?:${ascii}|${two}${next}|${three}${next}{2}|${four}${next}{3})`;
const runs = new RegExp(`(${character}+)|(?:(?!${character})[^])+`, "g");
const unfinishedCharacter = new RegExp(`(?:${two}|${three}${next}?|${four}${next}{0,2})$`);

/** `isOpen`: the bytes may end in the middle of a character, because the payload is cut or a fragment. */
export function decodeUtf8(bytes: Uint8Array, isOpen: boolean): Utf8 {
  const unfinished = isOpen ? (unfinishedCharacter.exec(charsOf(bytes.subarray(-3)))?.[0].length ?? 0) : 0;
  const whole = bytes.subarray(0, bytes.length - unfinished);
  const text = attempt(() => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(whole));
  if (text !== undefined) return { pieces: text === "" ? [] : [{ ok: true, text }], isValid: true, unfinished };
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const pieces = Array.from(charsOf(whole).matchAll(runs), ({ 0: run, 1: valid, index }): Piece => {
    const part = whole.subarray(index, index + run.length);
    return valid === undefined ? { ok: false, bytes: part } : { ok: true, text: decoder.decode(part) };
  });
  return { pieces, isValid: false, unfinished };
}

const charsOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

/** Invalid bytes become replacement characters. */
export function looseText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Combining marks on one letter that a script may really need. */
const maxMarks = 4;
const markHeap = new RegExp(`(\\p{M}{${maxMarks}})\\p{M}+`, "gu");

/** Untrusted text as one line that stays in its row: symbols for line breaks, few combining marks. */
export function oneLine(text: string): string {
  return visibleText(text).replaceAll("\n", "␊").replaceAll("\t", "␉");
}

/** Untrusted text with line breaks, without invisible characters and heaps of combining marks. */
export function visibleText(text: string): string {
  const short = text.replaceAll(markHeap, (marks) => `${[...marks].slice(0, maxMarks).join("")}…`);
  return printable(short);
}
