// Frames as a check sends and expects them (RFC 6455 §5.2).
import { randomBytes } from "node:crypto";
import { lengthField, type OpcodeName, opcodeName, opcodes } from "../protocol/rfc6455.ts";
import type { SeenFrame } from "./connection.ts";
import { formatPayload } from "./format.ts";

/** A frame to send, correct or not. `{ opcode: "text", fin: false, payload: "He" }` begins a fragmented message. */
export interface FrameToSend {
  readonly opcode: OpcodeName | number;
  /** True by default. */
  readonly fin?: boolean;
  /** A reserved bit, which a server must refuse. False by default. */
  readonly rsv1?: boolean;
  /** Clients must mask what they send (RFC 6455 §5.3). True by default. */
  readonly mask?: boolean;
  readonly payload?: string | Uint8Array;
}

export interface FrameExpected {
  readonly opcode?: OpcodeName | number;
  readonly fin?: boolean;
  readonly payload?: string | Uint8Array;
}

export function encodeFrame({ opcode, fin = true, rsv1 = false, mask = true, payload = "" }: FrameToSend): Buffer {
  const data = Buffer.from(payload);
  const first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | numberOf(opcode);
  const [short = 0, ...rest] = lengthField(data.length);
  const head = Buffer.of(first, (mask ? 0x80 : 0) | short, ...rest);
  if (!mask) return Buffer.concat([head, data]);
  const key = randomBytes(4);
  return Buffer.concat([head, key, data.map((byte, index) => byte ^ (key[index & 3] ?? 0))]);
}

export function matchesFrame(frame: SeenFrame, { opcode, fin, payload }: FrameExpected): boolean {
  if (opcode !== undefined && frame.opcode !== numberOf(opcode)) return false;
  if (fin !== undefined && frame.fin !== fin) return false;
  return payload === undefined || Buffer.from(payload).equals(frame.payload);
}

/** `a text frame with "hello"`, `a binary frame without FIN with 3 bytes, 01 02 03`. */
export function describeFrame({ opcode, fin, payload }: FrameExpected): string {
  const name = opcode === undefined ? "" : `${nameOf(opcode)} `;
  const without = fin === false ? " without FIN" : "";
  const data = payload === undefined ? "" : ` with ${formatPayload(Buffer.from(payload))}`;
  return `a ${name}frame${without}${data}`;
}

function numberOf(opcode: OpcodeName | number): number {
  return typeof opcode === "number" ? opcode & 0x0f : opcodes[opcode];
}

function nameOf(opcode: OpcodeName | number): string {
  if (typeof opcode === "string") return opcode;
  const name = opcodeName(opcode);
  return name === "reserved" ? `reserved (0x${opcode.toString(16)})` : name;
}
