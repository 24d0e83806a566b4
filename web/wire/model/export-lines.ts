// The wire as JSON lines, one row a line, made in slices so that 100,000 of them do not hold the page.
import type { Frame } from "../../../server/protocol/frame.ts";
import { fromBase64 } from "../../ui/bytes.ts";
import type { Matches } from "../filter/shown.ts";
import { type FrameEntry, frameKind, type WireEntry } from "./entry.ts";
import { readClose } from "./entry-text.ts";
import { decodeUtf8, looseText } from "./payload.ts";
import type { Ring } from "./ring.ts";

const sliceEntries = 2_000;

export interface ExportOptions {
  readonly from: number;
  readonly until: number;
  readonly matches: Matches | null;
  /** Lets the page live between two slices. */
  readonly breathe: () => Promise<void>;
}

/** The lines of one slice at a time, each slice one text. */
export async function* exportSlices(ring: Ring<WireEntry>, options: ExportOptions): AsyncGenerator<string> {
  const { from, until, matches, breathe } = options;
  for (let number = from; number < until; ) {
    const stop = Math.min(until, number + sliceEntries);
    let lines = "";
    for (; number < stop; number++) {
      const entry = ring.at(number);
      if (entry !== undefined && (matches === null || matches(entry))) lines += `${exportLine(entry)}\n`;
    }
    yield lines;
    await breathe();
  }
}

export function exportLine(entry: WireEntry): string {
  return JSON.stringify(exported(entry));
}

export function exported(entry: WireEntry): Readonly<Record<string, unknown>> {
  switch (entry.what) {
    case "frame":
      return exportedFrame(entry);
    case "handshake": {
      const { atMs, peer, request, response } = entry.handshake;
      return { time: iso(atMs), kind: "handshake", client: entry.caller.name, peer, request, response };
    }
    case "gone":
      return { time: iso(entry.atMs), kind: "gone", client: entry.caller.name };
    case "version":
      return { time: iso(entry.atMs), kind: "version", version: entry.version };
    case "missing":
      return { kind: "missing", count: entry.count };
    case "away":
      return { kind: "away" };
    default:
      return entry satisfies never;
  }
}

function exportedFrame({ caller, frame }: FrameEntry): Readonly<Record<string, unknown>> {
  const { peer, direction, atMs, fin, masked, length, version, line } = frame;
  const head = { time: iso(atMs), kind: frameKind(frame.opcode), client: caller.name, peer, direction };
  return { ...head, opcode: frame.opcode, fin, masked, length, version, line, ...payloadFields(frame) };
}

/** Text where it is text, else base64; `cut` when only the beginning is known. */
function payloadFields(frame: Frame): Readonly<Record<string, unknown>> {
  const bytes = fromBase64(frame.payload);
  const cut = bytes.length < frame.length ? { cut: true } : {};
  if (frameKind(frame.opcode) === "close") return { ...readClose(frame), ...cut };
  const utf8 = decodeUtf8(bytes, bytes.length < frame.length);
  if (frame.opcode === 2 || !utf8.isValid) return { base64: frame.payload, ...cut };
  return { text: looseText(bytes.subarray(0, bytes.length - utf8.unfinished)), ...cut };
}

/** Times on a stepped clock may be any number. */
function iso(atMs: number): string | null {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
