// Text for wire entries: titles, row previews, searchable text and sizes.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import { closeCodeName, opcodeName, reportedCodes } from "../../../server/protocol/rfc6455.ts";
import { fromBase64, hex } from "../../ui/bytes.ts";
import { versionName } from "../../ui/format.ts";
import { printable } from "../../ui/printable.ts";
import type { PeerEntry, WireEntry } from "./entry.ts";
import { decodeUtf8, firstBytes, looseText, oneLine } from "./payload.ts";

const previewBytes = 300;
const previewHexBytes = 64;
const searchedBytes = 4_096;

/** The entry in a few words, for example `text from A`. */
export function entryTitle(entry: WireEntry): string {
  switch (entry.what) {
    case "frame": {
      const { direction, opcode } = entry.frame;
      return `${opcodeName(opcode)} ${direction === "in" ? "from" : "to"} ${printable(entry.peer.name)}`;
    }
    case "handshake":
      return `handshake of ${printable(entry.peer.name)}`;
    case "gone":
      return `${printable(entry.peer.name)} lost its connection`;
    case "version":
      return `${versionName(entry.version)} running`;
    case "missing":
      return "frames not shown";
    case "offline":
      return "page disconnected";
    default:
      return entry satisfies never;
  }
}

export interface Close {
  /** null for an empty close frame. */
  readonly code: number | null;
  readonly reason: string;
}

/** RFC 6455 §5.5.1: two bytes of code followed by a reason in UTF-8, or nothing. */
export function parseClose(frame: Pick<Frame, "payload">): Close {
  const bytes = fromBase64(frame.payload);
  if (bytes.length < 2) return { code: null, reason: "" };
  return { code: ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), reason: looseText(bytes.subarray(2)) };
}

/** 1005 for a close frame without a code; null for other frames. */
export function closeCode(frame: Frame): number | null {
  return opcodeName(frame.opcode) === "close" ? (parseClose(frame).code ?? reportedCodes.noCode) : null;
}

/** True for 1000, 1001 and a close without a code: the connection ended as planned. */
export function isNormalClose(frame: Frame): boolean {
  const code = closeCode(frame);
  return code === 1000 || code === 1001 || code === reportedCodes.noCode;
}

/** The payload in one line of visible characters. */
export function preview(frame: Frame): string {
  if (opcodeName(frame.opcode) === "close") return closeText(parseClose(frame));
  const bytes = firstBytes(frame.payload, previewBytes);
  const isCut = bytes.length < frame.length;
  if (frame.opcode === 2) {
    const isLong = bytes.length > previewHexBytes || isCut;
    return `${hex(bytes.subarray(0, previewHexBytes))}${isLong ? " …" : ""}`;
  }
  const isHex = frame.opcode !== 1 && !decodeUtf8(bytes, true).isValid;
  const text = isHex ? hex(bytes.subarray(0, previewHexBytes)) : oneLine(looseText(bytes));
  return isCut ? `${text}…` : text;
}

function closeText({ code, reason }: Close): string {
  if (code === null) return "no code";
  return `${code} ${closeCodeName(code)}${reason ? `, “${oneLine(reason)}”` : ""}`;
}

export function handshakeText({ request, response }: Handshake): string {
  return oneLine(`${request.method} ${request.url} → ${response.status} ${response.reason}`);
}

/** The text that a filter searches, of bounded length. */
export function searchText(entry: PeerEntry): string {
  switch (entry.what) {
    case "frame":
      return frameText(entry.frame);
    case "handshake":
      return headText(entry.handshake).slice(0, searchedBytes);
    case "gone":
      return "no close frame";
    default:
      return entry satisfies never;
  }
}

function frameText(frame: Frame): string {
  const kind = opcodeName(frame.opcode);
  if (kind === "close") {
    const { code, reason } = parseClose(frame);
    return `${code ?? ""} ${reason}`.trim();
  }
  const bytes = firstBytes(frame.payload, searchedBytes);
  if (kind === "text" || decodeUtf8(bytes, true).isValid) return looseText(bytes);
  return hex(bytes.subarray(0, Math.floor(searchedBytes / 3)));
}

function headText({ request, response }: Handshake): string {
  const lines = [...request.headers, ...response.headers].map(([name, value]) => `${name}: ${value}`);
  return [`${request.method} ${request.url}`, `${response.status} ${response.reason}`, ...lines].join("\n");
}
