// The rules of RFC 6455 that a client's frame breaks, and how a server then fails the connection.
import { limitTable } from "../../server/protocol/limits.ts";
import {
  closeCodes,
  controlPayloadBytes,
  maySendCloseCode,
  opcodeName,
  opcodes,
} from "../../server/protocol/rfc6455.ts";
import { joinBytes } from "../ui/bytes.ts";
import { decodeUtf8 } from "../wire/model/payload.ts";
import { closeCodeOf, type Dissected, isControl } from "./frame-bytes.ts";

/** The message whose fragments a connection has begun to send. */
export interface OpenMessage {
  readonly isText: boolean;
  readonly payload: Uint8Array<ArrayBuffer>;
}

export interface Violation {
  readonly text: string;
  readonly section: string;
  /** The close code of a server that checks this; null if servers usually accept it. */
  readonly code: number | null;
}

const { protocolError, invalidPayload, messageTooBig } = closeCodes;

/** In the order in which a server notices them. `open`: the unfinished message before this frame. */
export function violations(frame: Dissected, open: OpenMessage | null): Violation[] {
  return [...headerViolations(frame, open), ...lengthViolations(frame, open), ...payloadViolations(frame, open)];
}

function* headerViolations({ reserved, opcode, fin, masked, length }: Dissected, open: OpenMessage | null) {
  if (reserved.includes(true)) {
    yield broken("RSV bits are 0 unless an extension was negotiated, and none was.", "§5.2");
  }
  if (opcodeName(opcode) === "reserved") yield broken(`Opcode ${opcode} is reserved.`, "§5.2");
  if (opcode === opcodes.continuation && open === null) yield broken("There is no message to continue.", "§5.4");
  if ((opcode === opcodes.text || opcode === opcodes.binary) && open !== null) {
    yield broken("The message before is not finished: it needs a frame with opcode 0 and FIN.", "§5.4");
  }
  if (isControl(opcode) && !fin) yield broken("Control frames are not fragmented: FIN must be 1.", "§5.5");
  if (isControl(opcode) && length > controlPayloadBytes) {
    yield broken(`Control frames carry at most ${controlPayloadBytes} bytes.`, "§5.5");
  }
  if (opcode === opcodes.close && length === 1) yield broken("A close code takes two bytes.", "§5.5.1");
  if (!masked) yield broken("A client masks every frame.", "§5.1");
}

function* lengthViolations({ opcode, bytes, length, lengthBytes }: Dissected, open: OpenMessage | null) {
  const shortest = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  if (lengthBytes > shortest) yield { ...broken("The shortest length field must be used.", "§5.2"), code: null };
  if (lengthBytes === 8 && ((bytes[2] ?? 0) & 0x80) !== 0) {
    yield { ...broken("The highest bit of a 64-bit length is 0.", "§5.2"), code: messageTooBig };
  }
  const total = length + (isControl(opcode) ? 0 : (open?.payload.length ?? 0));
  const { value } = limitTable.messageBytes;
  if (total > value) {
    const text = `The room's limit is ${value} bytes per message, unless its operator has changed it.`;
    yield { text, section: "§10.4", code: messageTooBig };
  }
}

/** Nothing can be said about a payload that is not all there. */
function* payloadViolations({ opcode, fin, payload, missing }: Dissected, open: OpenMessage | null) {
  if (missing > 0) return;
  if (opcode === opcodes.close && payload.length >= 2) yield* closeViolations(payload);
  const message = opcode === opcodes.continuation ? open : { isText: opcode === opcodes.text, payload: nothing };
  if (isControl(opcode) || message?.isText !== true || !fin) return;
  if (!decodeUtf8(joinBytes(message.payload, payload), false).isValid) {
    yield { ...broken("Text must be valid UTF-8.", "§8.1"), code: invalidPayload };
  }
}

function* closeViolations(payload: Uint8Array<ArrayBuffer>) {
  const code = closeCodeOf(payload);
  if (!maySendCloseCode(code)) yield broken(`Close code ${code} must not be sent.`, "§7.4");
  if (!decodeUtf8(payload.subarray(2), false).isValid) {
    yield { ...broken("The reason must be valid UTF-8.", "§5.5.1"), code: invalidPayload };
  }
}

/** The unfinished message after this frame; what a control frame leaves unchanged. */
export function openAfter({ opcode, fin, payload }: Dissected, open: OpenMessage | null): OpenMessage | null {
  if (isControl(opcode)) return open;
  if (fin) return null;
  const before = opcode === opcodes.continuation ? open : { isText: opcode === opcodes.text, payload: nothing };
  return { isText: before?.isText ?? false, payload: joinBytes(before?.payload ?? nothing, payload) };
}

const nothing = new Uint8Array();

function broken(text: string, section: string): Violation {
  return { text, section, code: protocolError };
}
