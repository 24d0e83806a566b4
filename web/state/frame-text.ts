// A frame in words: the name of its opcode and its payload as a person reads it.
import type { Frame } from "../../server/protocol/frame.ts";
import { printable } from "./printable.ts";

const opcodes: Readonly<Record<number, string>> = {
  0: "continue",
  1: "text",
  2: "binary",
  8: "close",
  9: "ping",
  10: "pong",
};

const shownCharacters = 400;

export function opcodeName(opcode: number): string {
  return opcodes[opcode] ?? `opcode ${opcode}`;
}

/** Continued frames are shown as text when they are UTF-8 and as hex when they are not. */
export function frameText(frame: Pick<Frame, "opcode" | "payload" | "length">): string {
  const bytes = fromBase64(frame.payload);
  if (frame.opcode === 8) return closeText(bytes);
  if (frame.opcode === 2) return ended(hex(bytes.subarray(0, 64)), bytes.length > 64 || frame.length > bytes.length);
  const isCut = frame.length > bytes.length;
  const text = printable(decode(bytes, isCut) ?? hex(bytes.subarray(0, 64)));
  return ended(text.slice(0, shownCharacters), isCut || text.length > shownCharacters);
}

const ended = (text: string, more: boolean): string => (more ? `${text}…` : text);

/** RFC 6455 §5.5.1: two bytes of code, then a reason in UTF-8; or nothing at all. */
function closeText(bytes: Uint8Array): string {
  if (bytes.length < 2) return "no code";
  const code = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  return `${code} ${printable(decode(bytes.subarray(2), false) ?? "")}`.trimEnd();
}

/** A payload that was cut may end in the middle of a character, which proves nothing about the rest. */
function decode(bytes: Uint8Array, isCut: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: !isCut }).decode(bytes);
  } catch {
    return null;
  }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
