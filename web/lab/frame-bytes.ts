// One WebSocket frame as bits (RFC 6455 §5.2): what each bit is part of, the frame that the bytes make,
// and that frame in one line, as a log shows it.
import { lengthEnd, lengthField, opcodeName, opcodes, payloadLength } from "../../server/protocol/rfc6455.ts";
import { hex } from "../ui/bytes.ts";
import { countText } from "../ui/format.ts";
import { decodeUtf8, looseText, visibleText } from "../wire/model/payload.ts";

const reservedNames = ["RSV1", "RSV2", "RSV3"] as const;
type FieldName =
  | "FIN"
  | (typeof reservedNames)[number]
  | "opcode"
  | "MASK"
  | "length"
  | "masking key"
  | "payload"
  | "next frame";

export interface Dissected {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fin: boolean;
  /** RSV1, RSV2, RSV3. */
  readonly reserved: readonly boolean[];
  readonly opcode: number;
  readonly masked: boolean;
  /** According to the header. */
  readonly length: number;
  /** Bytes of the length field after its first 7 bits: 0, 2 or 8. */
  readonly lengthBytes: number;
  /** Where the payload begins. */
  readonly payloadAt: number;
  /** As far as it is there, unmasked. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Bytes that the header announces and that are not there. */
  readonly missing: number;
  /** Bytes after the end of the frame. */
  readonly extra: number;
}

const maskBytes = 4;

/** Reads the bytes as a receiver would. A header that is cut short is read as if zeros followed. */
export function dissect(bytes: Uint8Array<ArrayBuffer>): Dissected {
  const [first = 0, second = 0] = bytes;
  const lengthBytes = lengthEnd(bytes) - 2;
  const length = payloadLength(bytes);
  const masked = (second & 0x80) !== 0;
  const payloadAt = 2 + lengthBytes + (masked ? maskBytes : 0);
  const end = payloadAt + length;
  const key = bytes.subarray(payloadAt - maskBytes, payloadAt);
  const sent = bytes.slice(payloadAt, Math.min(end, bytes.length));
  return {
    bytes,
    fin: (first & 0x80) !== 0,
    reserved: [0x40, 0x20, 0x10].map((bit) => (first & bit) !== 0),
    opcode: first & 0x0f,
    masked,
    length,
    lengthBytes,
    payloadAt,
    payload: masked ? sent.map((byte, at) => byte ^ (key[at % maskBytes] ?? 0)) : sent,
    missing: Math.max(0, end - bytes.length),
    extra: Math.max(0, bytes.length - end),
  };
}

/** The field that bit `bit` (0 is the highest) of the byte at `at` belongs to. */
export function fieldAt({ masked, lengthBytes, payloadAt, length }: Dissected, at: number, bit: number): FieldName {
  if (at === 0) return bit === 0 ? "FIN" : bit < 4 ? (reservedNames[bit - 1] ?? "RSV1") : "opcode";
  if (at === 1) return bit === 0 ? "MASK" : "length";
  if (at < 2 + lengthBytes) return "length";
  if (at < payloadAt) return masked ? "masking key" : "payload";
  return at < payloadAt + length ? "payload" : "next frame";
}

export function flipped(bytes: Uint8Array<ArrayBuffer>, at: number, bit: number): Uint8Array<ArrayBuffer> {
  return bytes.map((byte, index) => (index === at ? byte ^ (0x80 >> bit) : byte));
}

export interface FrameParts {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly fin?: boolean;
  /** Null: not masked. */
  readonly mask?: Uint8Array | null;
}

/** A valid key for examples; real clients choose a new one for each frame (RFC 6455 §5.3). */
export const exampleMask = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** Encodes a frame as a client sends it, with the shortest length field. */
export function frameOf({ opcode, payload, fin = true, mask = exampleMask }: FrameParts): Uint8Array<ArrayBuffer> {
  const [short = 0, ...rest] = lengthField(payload.length);
  const body = mask === null ? payload : payload.map((byte, at) => byte ^ (mask[at % maskBytes] ?? 0));
  const header = [(fin ? 0x80 : 0) | opcode, (mask === null ? 0 : 0x80) | short, ...rest, ...(mask ?? [])];
  return Uint8Array.from([...header, ...body]);
}

/** The frames at the start of the bytes, and how many bytes they take. */
export function framesIn(bytes: Uint8Array<ArrayBuffer>): {
  readonly frames: readonly Dissected[];
  readonly end: number;
} {
  const frames: Dissected[] = [];
  let end = 0;
  for (;;) {
    const frame = dissect(bytes.subarray(end));
    if (frame.missing > 0 || bytes.length - end < 2) return { frames, end };
    const size = frame.payloadAt + frame.length;
    frames.push(dissect(bytes.slice(end, end + size)));
    end += size;
  }
}

export function isControl(opcode: number): boolean {
  return opcode >= opcodes.close;
}

const shownBytes = 64;

/** `text, 5 bytes: "hello"`, `close 1002: "…"`, `text, FIN 0, 3 bytes: "hel"`. */
export function frameText(frame: Dissected): string {
  const { fin, opcode, payload, length } = frame;
  const kind = opcodeName(opcode);
  if (kind === "close" && payload.length >= 2) return closeText(payload);
  const name = kind === "reserved" ? `opcode ${opcode}` : kind;
  const parts = [name, ...(fin ? [] : ["FIN 0"]), countText(length, "byte")].join(", ");
  return payload.length === 0 ? parts : `${parts}: ${payloadText(frame)}`;
}

/** Its first two bytes (RFC 6455 §5.5.1). */
export function closeCodeOf([high = 0, low = 0]: Uint8Array): number {
  return (high << 8) | low;
}

function closeText(payload: Uint8Array): string {
  const code = closeCodeOf(payload);
  const reason = visibleText(looseText(payload.subarray(2)));
  return reason === "" ? `close ${code}` : `close ${code}: “${reason}”`;
}

function payloadText({ opcode, payload }: Dissected): string {
  const shown = payload.subarray(0, shownBytes);
  const more = shown.length < payload.length ? " …" : "";
  const isText = opcode !== 2 && decodeUtf8(shown, true).isValid;
  return (isText ? `“${visibleText(looseText(shown))}”` : hex(shown)) + more;
}
