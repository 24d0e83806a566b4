// Exports the wire as JSON lines, in slices, so that 100,000 entries do not block the page.
import type { Frame } from "../../../server/protocol/frame.ts";
import { opcodeName } from "../../../server/protocol/rfc6455.ts";
import { fromBase64 } from "../../ui/bytes.ts";
import type { Matches } from "../filter/shown.ts";
import type { FrameEntry, WireEntry } from "./entry.ts";
import { parseClose } from "./entry-text.ts";
import { decodeUtf8, looseText } from "./payload.ts";
import type { Ring } from "./ring.ts";

const sliceEntries = 2_000;

interface Exported {
  readonly from: number;
  readonly until: number;
  readonly matches: Matches | null;
}

/** Resolves to one string of lines per slice. */
export async function exportLines(ring: Ring<WireEntry>, { from, until, matches }: Exported): Promise<string[]> {
  const slices: string[] = [];
  for (let number = from; number < until; ) {
    const stop = Math.min(until, number + sliceEntries);
    let lines = "";
    for (; number < stop; number++) {
      const entry = ring.at(number);
      if (entry !== undefined && (matches === null || matches(entry)))
        lines += `${JSON.stringify(exportEntry(entry))}\n`;
    }
    slices.push(lines);
    // Lets the browser paint and react.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return slices;
}

export function exportEntry(entry: WireEntry): Readonly<Record<string, unknown>> {
  switch (entry.what) {
    case "frame":
      return exportFrame(entry);
    case "handshake": {
      const { atMs, peer, request, response } = entry.handshake;
      return { time: isoTime(atMs), kind: "handshake", client: entry.peer.name, peer, request, response };
    }
    case "gone":
      return { time: isoTime(entry.atMs), kind: "gone", client: entry.peer.name };
    case "version":
      return { time: isoTime(entry.atMs), kind: "version", version: entry.version };
    case "missing":
      return { kind: "missing", count: entry.count };
    case "offline":
      return { kind: "offline" };
    default:
      return entry satisfies never;
  }
}

function exportFrame({ peer, frame }: FrameEntry): Readonly<Record<string, unknown>> {
  const { direction, atMs, fin, masked, length, version, line, opcode } = frame;
  const head = { time: isoTime(atMs), kind: opcodeName(opcode), client: peer.name, peer: frame.peer, direction };
  return { ...head, opcode, fin, masked, length, version, line, ...payloadFields(frame) };
}

/** Valid UTF-8 as text, everything else as base64; `cut` when only the first bytes are known. */
function payloadFields(frame: Frame): Readonly<Record<string, unknown>> {
  const bytes = fromBase64(frame.payload);
  const cut = bytes.length < frame.length ? { cut: true } : {};
  if (opcodeName(frame.opcode) === "close") return { ...parseClose(frame), ...cut };
  const utf8 = frame.opcode === 2 ? null : decodeUtf8(bytes, bytes.length < frame.length);
  if (!utf8?.isValid) return { base64: frame.payload, ...cut };
  return { text: looseText(bytes.subarray(0, bytes.length - utf8.unfinished)), ...cut };
}

/** Returns null for a time that a Date cannot hold: a stepped clock may show any. */
function isoTime(atMs: number): string | null {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
