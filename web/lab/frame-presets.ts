// Frames to begin with: correct ones first, then one for each rule that a frame can break.
import { opcodes } from "../../server/protocol/rfc6455.ts";
import { exampleMask, flipped, frameOf } from "./frame-bytes.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const { text, binary, ping, pong, close, continuation } = opcodes;

type Preset = readonly [name: string, bytes: Uint8Array<ArrayBuffer>];

const correct: readonly Preset[] = [
  ["Text “Hi”", frameOf({ opcode: text, payload: utf8("Hi") })],
  ["Text “é”: two bytes", frameOf({ opcode: text, payload: utf8("é") })],
  ["Binary 00 ff 80", frameOf({ opcode: binary, payload: Uint8Array.of(0, 0xff, 0x80) })],
  ["Ping “abc”", frameOf({ opcode: ping, payload: utf8("abc") })],
  ["Pong that nobody asked for", frameOf({ opcode: pong, payload: utf8("abc") })],
  ["First fragment “hel”: FIN is 0", frameOf({ opcode: text, payload: utf8("hel"), fin: false })],
  ["Last fragment “lo”: opcode 0", frameOf({ opcode: continuation, payload: utf8("lo") })],
  ["Text of 126 bytes: 16-bit length", frameOf({ opcode: text, payload: utf8("x".repeat(126)) })],
  ["Close 1000 “bye”", frameOf({ opcode: close, payload: closePayload(1000, "bye") })],
];

const wrong: readonly Preset[] = [
  ["Text without a mask", frameOf({ opcode: text, payload: utf8("Hi"), mask: null })],
  ["RSV1 is 1", flipped(frameOf({ opcode: text, payload: utf8("Hi") }), 0, 1)],
  ["Reserved opcode 3", frameOf({ opcode: 3, payload: utf8("Hi") })],
  ["Fragmented ping", frameOf({ opcode: ping, payload: utf8("abc"), fin: false })],
  ["Ping of 126 bytes", frameOf({ opcode: ping, payload: utf8("x".repeat(126)) })],
  ["Text that is not UTF-8", frameOf({ opcode: text, payload: Uint8Array.of(0xc3, 0x28) })],
  ["Close 1005", frameOf({ opcode: close, payload: closePayload(1005, "") })],
  ["Close with one byte", frameOf({ opcode: close, payload: Uint8Array.of(3) })],
  // A length of 70,000 in eight bytes, and none of the payload.
  [
    "Binary of 70,000 bytes: over the limit",
    Uint8Array.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0x11, 0x70, ...exampleMask]),
  ],
  // "Hi" with a 16-bit length field.
  ["Text “Hi” with a length field that is too long", Uint8Array.from([0x81, 0xfe, 0, 2, ...exampleMask, 0x7f, 0x93])],
];

/** By the name of their group. */
export const presets = { "Correct frames": correct, "Frames that break a rule": wrong };

function closePayload(code: number, reason: string): Uint8Array {
  return Uint8Array.from([code >> 8, code & 0xff, ...utf8(reason)]);
}
