// Bytes as text: parses and formats hex and base64, and renders hex dumps.
import type { Encoding } from "../clients/composer/composer-state.ts";

export type Bytes =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly problem: string };

export function readBytes(text: string, encoding: Encoding): Bytes {
  switch (encoding) {
    case "hex":
      return readHex(text);
    case "base64":
      return readBase64(text);
    default:
      return encoding satisfies never;
  }
}

/** Pairs of digits, optionally separated by spaces, commas, colons or `0x`. */
function readHex(text: string): Bytes {
  const digits = text.replaceAll(/0x|[\s,:]+/gi, "");
  const wrong = /[^0-9a-f]/iu.exec(digits)?.[0];
  if (wrong !== undefined) return bad(`${quoted(wrong)} is not a hex digit. Write bytes like 48 69 00 ff.`);
  if (digits.length % 2) return bad("Each byte needs two hex digits; the last one is missing.");
  return { ok: true, bytes: Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) };
}

/** The standard or URL-safe alphabet, with or without padding. */
function readBase64(text: string): Bytes {
  const letters = text
    .replaceAll(/\s+/g, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/={0,2}$/, "");
  const wrong = /[^A-Za-z0-9+/]/u.exec(letters)?.[0];
  if (wrong !== undefined) return bad(`${quoted(wrong)} is not a base64 character (A–Z, a–z, 0–9, + and /).`);
  if (letters.length % 4 === 1) return bad("Incomplete base64: a character is missing or extra.");
  return { ok: true, bytes: fromBase64(letters) };
}

const bad = (problem: string): Bytes => ({ ok: false, problem });

function quoted(char: string): string {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(char)
    ? `"${char}"`
    : `U+${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}

export function toBase64(bytes: Uint8Array): string {
  let chars = "";
  for (const byte of bytes) chars += String.fromCharCode(byte);
  return btoa(chars);
}

export function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Returns no bytes for invalid base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

const hexByte = (byte: number): string => byte.toString(16).padStart(2, "0");

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, hexByte).join(" ");
}

export function hexLines(bytes: Uint8Array, perLine: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) lines.push(line(bytes.subarray(at, at + perLine), at, perLine));
  return lines.join("\n");
}

function line(bytes: Uint8Array, at: number, perLine: number): string {
  const offset = at.toString(16).padStart(4, "0");
  const hex = Array.from({ length: perLine }, (_, index) => cell(bytes[index])).join(" ");
  const gap = perLine > 8 ? `${hex.slice(0, 23)} ${hex.slice(23)}` : hex;
  return `${offset}  ${gap}  ${Array.from(bytes, ascii).join("")}`;
}

const cell = (byte: number | undefined): string => (byte === undefined ? "  " : hexByte(byte));
const ascii = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·");
