// Bytes that strangers may put on a learner's socket, each with what must come of them: one table.
import { closePayload, type FrameSpec, frameBytes } from "../../host/support/raw-client.ts";

export interface WireCase {
  readonly rule: string;
  readonly title: string;
  /** Written one after another; a string is a way to say bytes in latin-1. */
  readonly writes: readonly Uint8Array[];
  /** Data frames that the echo handler must have answered, in order; `null` when any number will do. */
  readonly echoes?: readonly (string | Uint8Array)[];
  /** Payloads of the pongs that must have come. */
  readonly pongs?: readonly string[];
  /** The code in the server's close frame, or `end` for a connection that ends without one. */
  readonly ends: number | "end";
}

const text = 1;
const binary = 2;
const more = 0;
const close = 8;
const ping = 9;
const pong = 10;

const frames = (...specs: FrameSpec[]) => specs.map(frameBytes);
const goodbye = frameBytes({ opcode: close, payload: closePayload(1000) });
const kilobytes64 = Buffer.alloc(65_536, 97);

/** A case that the server bears: everything is answered, then a normal close. */
const bears = (
  rule: string,
  title: string,
  writes: readonly Uint8Array[],
  came: Pick<WireCase, "echoes" | "pongs">,
): WireCase => ({
  rule,
  title,
  writes: [...writes, goodbye],
  ends: 1000,
  ...came,
});

const ends = (rule: string, title: string, code: number | "end", ...specs: FrameSpec[]): WireCase => ({
  rule,
  title,
  writes: frames(...specs),
  ends: code,
});

const malformed: WireCase[] = [
  ends("HA10", "an unmasked frame", 1002, { opcode: text, payload: "x", masked: false }),
  ends("HA10", "an unmasked empty frame", 1002, { opcode: text, masked: false }),
  ends("HA10", "an unmasked close", 1002, { opcode: close, masked: false }),
  ...[1, 2, 3, 4, 5, 6, 7].map((reserved) =>
    ends("HA10", `reserved bits ${reserved.toString(2).padStart(3, "0")}`, 1002, {
      opcode: text,
      payload: "x",
      reserved,
    }),
  ),
  ends("HA10", "a reserved bit on a ping", 1002, { opcode: ping, reserved: 4 }),
  ends("HA10", "a reserved bit on a continuation", 1002, { opcode: text, fin: false }, { opcode: more, reserved: 4 }),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) =>
    ends("HA10", `unknown opcode ${opcode}`, 1002, { opcode, payload: "x" }),
  ),
  ends("HA10", "unknown opcode between fragments", 1002, { opcode: text, fin: false }, { opcode: 5 }),
  ends("HA10", "a continuation of nothing", 1002, { opcode: more, payload: "x" }),
  ends("HA10", "an unfinished continuation of nothing", 1002, { opcode: more, payload: "x", fin: false }),
  ends(
    "HA10",
    "a continuation after a whole message",
    1002,
    { opcode: text, payload: "x" },
    { opcode: more, payload: "y" },
  ),
  ends(
    "HA10",
    "a new text between fragments",
    1002,
    { opcode: text, fin: false, payload: "x" },
    { opcode: text, payload: "y" },
  ),
  ends("HA10", "a new binary between fragments", 1002, { opcode: binary, fin: false }, { opcode: binary }),
  ends("HA10", "a length of 2^63", 1009, { opcode: binary, payload: "x", length: 2n ** 63n }),
  ends("HA10", "a length of 2^64 - 1", 1009, { opcode: binary, payload: "x", length: 2n ** 64n - 1n }),
  ends("HA10", "a length of 2^53", 1009, { opcode: binary, payload: "x", length: 2n ** 53n }),
  ends("HA10", "a length of 4 GiB", 1009, { opcode: text, payload: "x", length: 2n ** 32n }),
  bears("HA10", "a length written longer than need be", frames({ opcode: text, payload: "x", lengthBytes: 8 }), {
    echoes: ["x"],
  }),
  ends("HA10", "nothing but zeros", 1002, { opcode: 0, masked: false, payload: Buffer.alloc(64) }),
  {
    rule: "HA10",
    title: "an HTTP request instead of frames",
    writes: [Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
    ends: 1002,
  },
  {
    rule: "HA10",
    title: "random bytes",
    writes: [Buffer.from("7f3a9c0155aa00ffee123456789abcdef0", "hex")],
    ends: 1002,
  },
];

const control: WireCase[] = [
  bears("HA11", "a ping is answered with its payload", frames({ opcode: ping, payload: "hello" }), {
    pongs: ["hello"],
  }),
  bears("HA11", "an empty ping", frames({ opcode: ping }), { pongs: [""] }),
  bears("HA11", "a ping of 125 bytes", frames({ opcode: ping, payload: "x".repeat(125) }), {
    pongs: ["x".repeat(125)],
  }),
  ends("HA11", "a ping of 126 bytes", 1002, { opcode: ping, payload: "x".repeat(126) }),
  ends("HA11", "a pong of 126 bytes", 1002, { opcode: pong, payload: "x".repeat(126) }),
  ends("HA11", "a ping that promises 64 KiB", 1002, { opcode: ping, payload: "x", length: 65_536 }),
  ends("HA11", "a fragmented ping", 1002, { opcode: ping, fin: false, payload: "x" }),
  ends("HA11", "a fragmented pong", 1002, { opcode: pong, fin: false, payload: "x" }),
  ends("HA11", "a fragmented close", 1002, { opcode: close, fin: false, payload: closePayload(1000) }),
  bears("HA11", "pongs nobody asked for", frames({ opcode: pong, payload: "a" }, { opcode: pong }), {
    pongs: [],
    echoes: [],
  }),
  bears(
    "HA11",
    "a few pings in one write",
    [Buffer.concat(Array.from({ length: 16 }, (_, i) => frameBytes({ opcode: ping, payload: String(i) })))],
    { pongs: Array.from({ length: 16 }, (_, i) => String(i)) },
  ),
  bears(
    "HA11",
    "a ping between fragments",
    frames({ opcode: text, fin: false, payload: "a" }, { opcode: ping, payload: "p" }, { opcode: more, payload: "b" }),
    { echoes: ["ab"], pongs: ["p"] },
  ),
];

const validCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
const invalidCodes = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];

const closing: WireCase[] = [
  ...validCodes.map((code) =>
    ends("HA11", `close with ${code} is answered with it`, code, { opcode: close, payload: closePayload(code) }),
  ),
  ...invalidCodes.map((code) =>
    ends("HA11", `close with ${code}, which nobody may send`, 1002, { opcode: close, payload: closePayload(code) }),
  ),
  ends("HA11", "close without a code", 1005, { opcode: close }),
  ends("HA11", "close with half a code", 1002, { opcode: close, payload: Buffer.from([3]) }),
  ends("HA11", "close with a reason of 123 bytes", 1000, {
    opcode: close,
    payload: closePayload(1000, "x".repeat(123)),
  }),
  ends("HA11", "close with a reason of 124 bytes", 1002, {
    opcode: close,
    payload: closePayload(1000, "x".repeat(124)),
  }),
  ends("HA11", "close with a reason that is no UTF-8", 1007, {
    opcode: close,
    payload: closePayload(1000, Buffer.from([0xce, 0xba, 0xe1])),
  }),
  {
    rule: "HA11",
    title: "messages, then a broken frame, in one packet: the messages are answered first",
    writes: [Buffer.concat(frames({ opcode: text, payload: "a" }, { opcode: text, payload: "b" }, { opcode: 3 }))],
    ends: 1002,
    echoes: ["a", "b"],
  },
  ends(
    "HA11",
    "frames after a close are not read",
    1000,
    { opcode: close, payload: closePayload(1000) },
    { opcode: text, payload: "x" },
  ),
  ends(
    "HA11",
    "a second close",
    1000,
    { opcode: close, payload: closePayload(1000) },
    { opcode: close, payload: closePayload(1001) },
  ),
  ends(
    "HA11",
    "a close between fragments",
    1000,
    { opcode: text, fin: false, payload: "x" },
    { opcode: close, payload: closePayload(1000) },
  ),
  {
    rule: "HA11",
    title: "a message, then a close: the message is answered first",
    writes: [Buffer.concat(frames({ opcode: text, payload: "last" }, { opcode: close, payload: closePayload(1001) }))],
    ends: 1001,
    echoes: ["last"],
  },
];

const sizes: WireCase[] = [
  ...[0, 1, 125, 126, 127, 128, 65_535, 65_536].flatMap((size) =>
    [text, binary].map((opcode) =>
      bears(
        "HA10",
        `${opcode === text ? "text" : "binary"} of ${size} bytes`,
        frames({ opcode, payload: kilobytes64.subarray(0, size) }),
        {
          echoes: [kilobytes64.subarray(0, size)],
        },
      ),
    ),
  ),
  ends("HA10", "65,537 bytes in one frame", 1009, { opcode: binary, payload: Buffer.alloc(65_537) }),
  ends("HA10", "65,537 bytes of text in one frame", 1009, { opcode: text, payload: "x".repeat(65_537) }),
  ends(
    "HA10",
    "65,537 bytes in two frames",
    1009,
    { opcode: binary, fin: false, payload: kilobytes64 },
    { opcode: more, payload: "x" },
  ),
  ends("HA10", "a header that promises 65,537 bytes", 1009, { opcode: binary, length: 65_537, lengthBytes: 8 }),
  bears(
    "HA10",
    "65,536 bytes in two frames",
    frames(
      { opcode: binary, fin: false, payload: kilobytes64.subarray(0, 32_768) },
      { opcode: more, payload: kilobytes64.subarray(32_768) },
    ),
    {
      echoes: [kilobytes64],
    },
  ),
];

const fragments = (count: number, payload = "x"): Uint8Array[] => [
  Buffer.concat(
    Array.from({ length: count }, (_, i) =>
      frameBytes({ opcode: i === 0 ? text : more, fin: i === count - 1, payload }),
    ),
  ),
];

const fragmented: WireCase[] = [
  bears("HA10", "a message in 2 fragments", fragments(2), { echoes: ["xx"] }),
  bears("HA10", "a message in 256 fragments", fragments(256), { echoes: ["x".repeat(256)] }),
  { rule: "HA10", title: "a message in 257 fragments", writes: fragments(257), ends: 1008 },
  { rule: "HA10", title: "a message in 257 empty fragments", writes: fragments(257, ""), ends: 1008 },
  {
    rule: "HA10",
    title: "a message that never ends, in 100,000 fragments",
    writes: fragments(100_000).map((bytes) => bytes.subarray(0, -7)),
    ends: 1008,
  },
  bears("HA10", "empty fragments", fragments(100, ""), { echoes: [""] }),
  bears(
    "HA10",
    "bytes one at a time",
    [...frameBytes({ opcode: text, payload: "slowly" })].map((byte) => Buffer.from([byte])),
    { echoes: ["slowly"] },
  ),
  bears(
    "HA10",
    "two messages and a half in one write",
    [
      Buffer.concat(
        frames({ opcode: text, payload: "a" }, { opcode: binary, payload: "b" }, { opcode: text, payload: "c" }),
      ),
    ],
    { echoes: ["a", "b", "c"] },
  ),
];

const validText = [
  "κόσμε",
  "\u0000",
  "\u007f",
  "\u0080",
  "\u07ff",
  "\u0800",
  "\ud7ff",
  "\ue000",
  "\uffff",
  "\u{10000}",
  "\u{10ffff}",
  "\ufffe",
  "👩‍👩‍👧",
  "\ufeffbom",
];
const invalidText: [string, number[]][] = [
  ["a lone continuation", [0x80]],
  ["two lone continuations", [0xbf, 0x80]],
  ["a sequence cut off", [0xce]],
  ["a three-byte sequence cut off", [0xe2, 0x82]],
  ["a four-byte sequence cut off", [0xf0, 0x9f, 0x98]],
  ["an overlong slash", [0xc0, 0xaf]],
  ["an overlong NUL", [0xc0, 0x80]],
  ["overlong in three", [0xe0, 0x80, 0xaf]],
  ["overlong in four", [0xf0, 0x80, 0x80, 0xaf]],
  ["a high surrogate", [0xed, 0xa0, 0x80]],
  ["a low surrogate", [0xed, 0xbf, 0xbf]],
  ["a pair of surrogates", [0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80]],
  ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
  ["five bytes", [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ["six bytes", [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80]],
  ["FE and FF", [0xfe, 0xff]],
  ["a good start and a bad end", [...Buffer.from("κόσμε"), 0xed, 0xa0, 0x80, ...Buffer.from("edited")]],
];

const utf8: WireCase[] = [
  ...validText.map((payload) =>
    bears("HA10", `valid text ${JSON.stringify(payload)}`, frames({ opcode: text, payload }), { echoes: [payload] }),
  ),
  ...invalidText.map(([title, bytes]) =>
    ends("HA10", `invalid text: ${title}`, 1007, { opcode: text, payload: Buffer.from(bytes) }),
  ),
  bears(
    "HA10",
    "a character cut by fragments",
    frames(
      { opcode: text, fin: false, payload: Buffer.from([0xf0, 0x9f]) },
      { opcode: more, payload: Buffer.from([0x98, 0x80]) },
    ),
    { echoes: ["😀"] },
  ),
  bears("HA10", "one byte a fragment", fragmentsOf(Buffer.from("κόσμε 👍")), { echoes: ["κόσμε 👍"] }),
  ends(
    "HA10",
    "invalid only across fragments",
    1007,
    { opcode: text, fin: false, payload: Buffer.from([0xf0, 0x9f]) },
    { opcode: more, payload: "xx" },
  ),
  ends(
    "HA10",
    "invalid in the last of three fragments",
    1007,
    { opcode: text, fin: false, payload: "good" },
    { opcode: more, fin: false, payload: "good" },
    { opcode: more, payload: Buffer.from([0xff]) },
  ),
  bears(
    "HA10",
    "the same bytes are welcome as binary",
    frames({ opcode: binary, payload: Buffer.from([0xff, 0xfe, 0x80]) }),
    { echoes: [Buffer.from([0xff, 0xfe, 0x80])] },
  ),
];

function fragmentsOf(bytes: Buffer): Uint8Array[] {
  return [...bytes].map((byte, i) =>
    frameBytes({ opcode: i === 0 ? text : more, fin: i === bytes.length - 1, payload: Buffer.from([byte]) }),
  );
}

export const wireCases: readonly WireCase[] = [...malformed, ...control, ...closing, ...sizes, ...fragmented, ...utf8];
