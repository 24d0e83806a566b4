// Frames to begin with: correct ones first, then one for each rule that a frame can break.
import { opcodes } from "../../server/protocol/rfc6455.ts";
import { exampleMask, type FrameParts, frameOf } from "./frame-bytes.ts";

export interface Preset {
  readonly name: string;
  readonly group: "Correct frames" | "Frames that break a rule";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const { text, binary, ping, pong, close, continuation } = opcodes;

const correct: readonly (readonly [string, FrameParts])[] = [
  ["Text “Hi”", { opcode: text, payload: utf8("Hi") }],
  ["Text “é”: two bytes", { opcode: text, payload: utf8("é") }],
  ["Binary 00 ff 80", { opcode: binary, payload: Uint8Array.of(0, 0xff, 0x80) }],
  ["Ping “abc”", { opcode: ping, payload: utf8("abc") }],
  ["Pong that nobody asked for", { opcode: pong, payload: utf8("abc") }],
  ["First fragment “hel”: FIN is 0", { opcode: text, payload: utf8("hel"), fin: false }],
  ["Last fragment “lo”: opcode 0", { opcode: continuation, payload: utf8("lo") }],
  ["Text of 126 bytes: 16-bit length", { opcode: text, payload: utf8("x".repeat(126)) }],
  ["Close 1000 “bye”", { opcode: close, payload: closePayload(1000, "bye") }],
];

const wrong: readonly (readonly [string, FrameParts, ((bytes: Uint8Array) => void)?])[] = [
  ["Text without a mask", { opcode: text, payload: utf8("Hi"), mask: null }],
  ["RSV1 is 1", { opcode: text, payload: utf8("Hi") }, (bytes) => bytes.fill((bytes[0] ?? 0) | 0x40, 0, 1)],
  ["Reserved opcode 3", { opcode: 3, payload: utf8("Hi") }],
  ["Fragmented ping", { opcode: ping, payload: utf8("abc"), fin: false }],
  ["Ping of 126 bytes", { opcode: ping, payload: utf8("x".repeat(126)) }],
  ["Text that is not UTF-8", { opcode: text, payload: Uint8Array.of(0xc3, 0x28) }],
  ["Close 1005", { opcode: close, payload: closePayload(1005, "") }],
  ["Close with one byte", { opcode: close, payload: Uint8Array.of(3) }],
];

/** A length of 70,000 in eight bytes, and none of the payload. */
const tooLong = Uint8Array.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0x11, 0x70, ...exampleMask]);
/** "Hi" with a 16-bit length field. */
const wasteful = Uint8Array.from([0x81, 0xfe, 0, 2, ...exampleMask, 0x7f, 0x93]);

export const presets: readonly Preset[] = [
  ...correct.map(([name, parts]) => ({ name, group: "Correct frames" as const, bytes: frameOf(parts) })),
  ...wrong.map(([name, parts, change]) => ({
    name,
    group: "Frames that break a rule" as const,
    bytes: made(parts, change),
  })),
  { name: "Binary of 70,000 bytes: over the limit", group: "Frames that break a rule", bytes: tooLong },
  { name: "Text “Hi” with a length field that is too long", group: "Frames that break a rule", bytes: wasteful },
];

function made(parts: FrameParts, change: ((bytes: Uint8Array) => void) | undefined): Uint8Array<ArrayBuffer> {
  const bytes = frameOf(parts);
  change?.(bytes);
  return bytes;
}

function closePayload(code: number, reason: string): Uint8Array {
  return Uint8Array.from([code >> 8, code & 0xff, ...utf8(reason)]);
}
