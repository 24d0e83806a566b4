// Facts of the WebSocket protocol (RFC 6455) that servers, handlers, clients and the page share. Imports nothing.

/** RFC 6455 §5.2; all other opcodes are reserved. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export type OpcodeName = keyof typeof opcodes;

const opcodeNames = new Map<number, OpcodeName>();
for (const name of Object.keys(opcodes) as OpcodeName[]) opcodeNames.set(opcodes[name], name);

export function opcodeName(opcode: number): OpcodeName | "reserved" {
  return opcodeNames.get(opcode) ?? "reserved";
}

/** The longest payload of a control frame (RFC 6455 §5.5). */
export const controlPayloadBytes = 125;
/** The longest reason in UTF-8: a close frame's code takes two bytes of the payload. */
export const closeReasonBytes = controlPayloadBytes - 2;

/** Where the length in a frame's header ends, in bytes from its start; the masking key or the payload follows (§5.2). */
export function lengthEnd(header: Uint8Array): number {
  const short = (header[1] ?? 0) & 0x7f;
  return short === 127 ? 10 : short === 126 ? 4 : 2;
}

/** The payload's length in bytes, from a frame's header. Missing bytes count as zeros; lengths over 2^53 lose their last digits. */
export function payloadLength(header: Uint8Array): number {
  const short = (header[1] ?? 0) & 0x7f;
  if (short < 126) return short;
  let length = 0;
  for (let at = 2; at < lengthEnd(header); at++) length = length * 256 + (header[at] ?? 0);
  return length;
}

/** The length of an unmasked frame in bytes, from its header. */
export function frameBytes(header: Uint8Array): number {
  return lengthEnd(header) + payloadLength(header);
}

/** The shortest length field for a payload of less than 4 GiB, without the mask bit in its first byte. */
export function lengthField(length: number): number[] {
  if (length < 126) return [length];
  const low = [length >>> 8, length].map((byte) => byte & 0xff);
  return length < 65_536 ? [126, ...low] : [127, 0, 0, 0, 0, length >>> 24, (length >>> 16) & 0xff, ...low];
}

/** Appended to the key of a handshake before it is hashed (RFC 6455 §1.3). */
export const acceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** True for a valid header name or subprotocol (`token`, RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return token.test(text);
}

/** The close codes that ws101 sends. */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  invalidPayload: 1007,
  policyViolation: 1008,
  messageTooBig: 1009,
  internalError: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
  /** ws101's own: the room was closed. */
  roomClosed: 4000,
} as const;

/** Codes that an API reports and no close frame carries (RFC 6455 §7.4.1). */
export const reportedCodes = { noCode: 1005, noCloseFrame: 1006 } as const;

interface CloseCode {
  readonly name: string;
  readonly detail: string;
  /** Who may put it into a close frame; null: no one. */
  readonly sender: "either" | "client" | "server" | null;
}

/** RFC 6455 §7.4.1, erratum 3227 (either side may send 1011) and the IANA registry. 1004 is reserved and has no meaning. */
const registry: Readonly<Record<number, CloseCode>> = {
  1000: code("normal closure", "the connection has done its job", "either"),
  1001: code("going away", "a server is shutting down, or a page was left", "either"),
  1002: code("protocol error", "a frame broke the rules of RFC 6455", "either"),
  1003: code("unsupported data", "this endpoint does not accept that type of message", "either"),
  1005: code("no code", "the close frame had no code", null),
  1006: code("no close frame", "the connection was cut", null),
  1007: code("invalid payload", "a text message was not valid UTF-8", "either"),
  1008: code("policy violation", "refused for a reason that no other code describes", "either"),
  1009: code("message too big", "a message was longer than this endpoint accepts", "either"),
  1010: code("missing extension", "the server did not accept a required extension", "client"),
  1011: code("internal error", "this endpoint failed, for example because a handler threw", "either"),
  1012: code("service restart", "the server is restarting; reconnect", "server"),
  1013: code("try again later", "the server is overloaded, or the client reads too slowly", "server"),
  1014: code("bad gateway", "a gateway got an invalid response from the server behind it", "server"),
  1015: code("TLS failure", "the TLS handshake failed", null),
};

function code(name: string, detail: string, sender: CloseCode["sender"]): CloseCode {
  return { name, detail, sender };
}

/** What holds for all codes below `below` that the registry does not name (RFC 6455 §7.4.2). */
const ranges: readonly (CloseCode & { readonly from: number; readonly below: number })[] = [
  { from: 0, below: 1000, ...code("unused", "codes below 1000 are not used", null) },
  { from: 1000, below: 3000, ...code("reserved", "reserved for the protocol; must not be sent", null) },
  {
    from: 3000,
    below: 4000,
    ...code("registered", "registered with IANA, for a library, framework or application", "either"),
  },
  { from: 4000, below: 5000, ...code("private", "client and server agree on the meaning", "either") },
];

export interface CloseCodeRow extends CloseCode {
  readonly from: number;
  readonly to: number;
}

/** All codes in order: those of the registry one by one, then the ranges around them. */
export const closeCodeRows: readonly CloseCodeRow[] = [
  ...Object.entries(registry).map(([value, meaning]) => ({ from: Number(value), to: Number(value), ...meaning })),
  ...ranges.map(({ below, ...range }) => ({ ...range, to: below - 1 })),
];

/** True for a code that is valid in a close frame, whichever side sends it. */
export function maySendCloseCode(code: number): boolean {
  if (code >= 3000 && code <= 4999) return Number.isInteger(code);
  return (registry[code]?.sender ?? null) !== null;
}

/** The code's name in two or three words, for example `going away`. */
export function closeCodeName(code: number): string {
  return describe(code).name;
}

/** The code's name and meaning, for example `going away: a server is shutting down, or a page was left`. */
export function closeCodeMeaning(code: number): string {
  const { name, detail } = describe(code);
  return `${name}: ${detail}`;
}

function describe(code: number): Pick<CloseCode, "name" | "detail"> {
  const known = registry[code];
  if (known) return known;
  const range = ranges.find(({ below }) => code < below);
  return range ?? { name: "invalid", detail: "codes above 4999 are not allowed" };
}
