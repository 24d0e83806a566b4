// The entries of the wire: frames, handshakes, lost connections, and remarks on what is missing.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import type { OpcodeName } from "../../../server/protocol/rfc6455.ts";
import type { WirePeer } from "./peers.ts";

export type FrameKind = OpcodeName | "reserved";
/** The kinds that a filter can name. */
export const kinds = ["text", "binary", "continuation", "ping", "pong", "close", "handshake"] as const;
export type Kind = (typeof kinds)[number];

export interface FrameEntry {
  readonly what: "frame";
  readonly peer: WirePeer;
  readonly frame: Frame;
  /** For a close frame: whether it replies to the other side's. */
  readonly isReply: boolean;
}

export type WireEntry =
  | FrameEntry
  | { readonly what: "handshake"; readonly peer: WirePeer; readonly handshake: Handshake }
  /** The socket ended without a close frame. */
  | { readonly what: "gone"; readonly peer: WirePeer; readonly atMs: number }
  | { readonly what: "version"; readonly version: number; readonly atMs: number }
  /** The server dropped this many frames because they came too fast. */
  | { readonly what: "missing"; readonly count: number }
  /** The page was disconnected from the server. */
  | { readonly what: "offline" };

export type PeerEntry = Extract<WireEntry, { peer: unknown }>;

/** Milliseconds on the room's clock; null for an entry without a time. */
export function entryAtMs(entry: WireEntry): number | null {
  if (entry.what === "frame") return entry.frame.atMs;
  if (entry.what === "handshake") return entry.handshake.atMs;
  return "atMs" in entry ? entry.atMs : null;
}

/** Approximate memory use of an entry. */
export function entryBytes(entry: WireEntry): number {
  if (entry.what === "frame") return 240 + entry.frame.payload.length;
  if (entry.what !== "handshake") return 100;
  const { request, response } = entry.handshake;
  const headers = [...request.headers, ...response.headers];
  return 500 + request.url.length + headers.reduce((sum, [name, value]) => sum + 60 + name.length + value.length, 0);
}
