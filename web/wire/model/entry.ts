// One row of the wire: a frame, a handshake, an end without a close frame, or a remark about what is not there.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import type { OpcodeName } from "../../../server/protocol/rfc6455.ts";
import type { Caller } from "./callers.ts";

export { opcodeName as frameKind } from "../../../server/protocol/rfc6455.ts";

export type FrameKind = OpcodeName | "reserved";
/** What can be filtered by. */
export const kinds = ["text", "binary", "continuation", "ping", "pong", "close", "handshake"] as const;
export type Kind = (typeof kinds)[number];

export interface FrameEntry {
  readonly what: "frame";
  readonly caller: Caller;
  readonly frame: Frame;
  /** For a close frame: whether it began the closing or answers one. */
  readonly isAnswer: boolean;
}

export interface HandshakeEntry {
  readonly what: "handshake";
  readonly caller: Caller;
  readonly handshake: Handshake;
}

export type WireEntry =
  | FrameEntry
  | HandshakeEntry
  /** The socket is gone and no close frame was seen. */
  | { readonly what: "gone"; readonly caller: Caller; readonly atMs: number }
  | { readonly what: "version"; readonly version: number; readonly atMs: number }
  /** The server passed so many frames by: they came too fast. */
  | { readonly what: "missing"; readonly count: number }
  /** The page itself had lost the server. */
  | { readonly what: "away" };

/** Milliseconds on the room's clock; null for what has no moment of its own. */
export function entryAtMs(entry: WireEntry): number | null {
  switch (entry.what) {
    case "frame":
      return entry.frame.atMs;
    case "handshake":
      return entry.handshake.atMs;
    case "gone":
    case "version":
      return entry.atMs;
    case "missing":
    case "away":
      return null;
    default:
      return entry satisfies never;
  }
}

/** About what an entry takes in memory. */
export function entryBytes(entry: WireEntry): number {
  if (entry.what === "frame") return 240 + entry.frame.payload.length;
  if (entry.what !== "handshake") return 100;
  const { request, response } = entry.handshake;
  const headers = [...request.headers, ...response.headers];
  return 500 + request.url.length + headers.reduce((sum, [name, value]) => sum + 60 + name.length + value.length, 0);
}
