// A row of the wire in words: the preview that stands in it, the text that is searched, its length for a person.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import { closeCodeName, reportedCodes } from "../../../server/protocol/rfc6455.ts";
import { fromBase64, hex } from "../../ui/bytes.ts";
import { frameKind, type WireEntry } from "./entry.ts";
import { oneLine } from "./one-line.ts";
import { decodeUtf8, firstBytes, looseText } from "./payload.ts";

const previewBytes = 300;
const searchedBytes = 4_096;

export interface Close {
  /** null: the frame was empty. */
  readonly code: number | null;
  readonly reason: string;
}

/** RFC 6455 §5.5.1: two bytes of code, then a reason in UTF-8; or nothing at all. */
export function readClose(frame: Pick<Frame, "payload">): Close {
  const bytes = fromBase64(frame.payload);
  if (bytes.length < 2) return { code: null, reason: "" };
  return { code: ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), reason: looseText(bytes.subarray(2)) };
}

/** 1005 for a close frame without a code; null for other frames. */
export function closeCode(frame: Frame): number | null {
  return frameKind(frame.opcode) === "close" ? (readClose(frame).code ?? reportedCodes.noCode) : null;
}

/** What stands in the row, in one line of visible characters. */
export function preview(frame: Frame): string {
  if (frameKind(frame.opcode) === "close") return closeText(readClose(frame));
  const bytes = firstBytes(frame.payload, previewBytes);
  const isCut = bytes.length < frame.length;
  if (frame.opcode === 2) return `${hex(bytes.subarray(0, 64))}${bytes.length > 64 || isCut ? " …" : ""}`;
  const { isValid } = decodeUtf8(bytes, true);
  const isHex = !isValid && frame.opcode !== 1;
  const text = isHex ? hex(bytes.subarray(0, 64)) : oneLine(looseText(bytes));
  return isCut ? `${text}…` : text;
}

function closeText({ code, reason }: Close): string {
  if (code === null) return "no code";
  return `${code} ${closeCodeName(code)}${reason ? `, “${oneLine(reason)}”` : ""}`;
}

export function handshakeText({ request, response }: Handshake): string {
  return oneLine(`${request.method} ${request.url} → ${response.status} ${response.reason}`);
}

/** What a filter's text and patterns are held against; bounded. */
export function entryText(entry: Extract<WireEntry, { caller: unknown }>): string {
  switch (entry.what) {
    case "frame":
      return frameText(entry.frame);
    case "handshake":
      return headText(entry.handshake).slice(0, searchedBytes);
    case "gone":
      return "gone without a close frame";
    default:
      return entry satisfies never;
  }
}

function frameText(frame: Frame): string {
  const kind = frameKind(frame.opcode);
  if (kind === "close") {
    const { code, reason } = readClose(frame);
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

/** Short enough for a column: 5 B, 1.2 KiB, 64 KiB. */
export function lengthText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${short(kib)} KiB` : `${short(kib / 1024)} MiB`;
}

const short = (value: number): string =>
  value < 10 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value));
