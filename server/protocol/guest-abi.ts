// The door between a sandbox and the bridge inside it: which functions either side calls by name.
import type { LogLevel, MessageKind, PeerId } from "./guest.ts";

/** The global that holds the door while the guest library boots; gone before any learner's code runs. */
export const guestAbiName = "__ws101";

/** What the guest may call. Every one returns at once; wrong arguments are ignored. */
export const guestAbiFunctions = [
  "send",
  "sendText",
  "ping",
  "pong",
  "close",
  "terminate",
  "pause",
  "resume",
  "wakeAt",
  "unread",
  "header",
  "accept",
  "refuse",
  "log",
  "fault",
  "describe",
  "loaded",
  "module",
  "encode",
  "decode",
] as const;
export type GuestAbiFunction = (typeof guestAbiFunctions)[number];

/** The door as the guest sees it. `-1` stands for no peer. */
export interface GuestAbi {
  /**
   * With `most`, a message may not be sent: one that has more bytes returns their number, and one for which a loop must
   * wait, because half of the turn's output is used, returns -1; a `flow` event for the peer follows.
   */
  send(peer: PeerId, data: string | Uint8Array, most?: number): number | undefined;
  sendText(peer: PeerId, utf8: Uint8Array, most?: number): number | undefined;
  /** With `mayWait`, returns -1 like `send`. */
  ping(peer: PeerId, data: Uint8Array, mayWait?: true): number | undefined;
  pong(peer: PeerId, data: Uint8Array, mayWait?: true): number | undefined;
  close(peer: PeerId, code: number | null, reason: string): void;
  terminate(peer: PeerId): void;
  pause(peer: PeerId): void;
  resume(peer: PeerId): void;
  wakeAt(ms: number | null): void;
  unread(peer: PeerId, kind: MessageKind, data: string | Uint8Array): void;
  /** A header of the answer that `accept` or `refuse` then gives. */
  header(ticket: number, name: string, value: string): void;
  accept(ticket: number, protocol: string | null): void;
  refuse(ticket: number, status: number, reason: string): void;
  log(level: LogLevel, text: string, stack: string): void;
  fault(kind: "error" | "rejection", peer: PeerId, name: string, message: string, stack: string): void;
  /** The answer to the entry `describe`. */
  describe(name: string, message: string, stack: string): void;
  /** The answer to the entry `loaded`: a style, or the problem. */
  loaded(style: "loop" | "events" | null, hasUpgrade: boolean, problem: string): void;
  /** The answer to the entry `modules`: one of them, as source that reads `exports` of the door. */
  module(name: string, source: string): void;
  encode(text: string): Uint8Array<ArrayBuffer>;
  decode(utf8: Uint8Array, fatal: false): string;
  /** null for what is no UTF-8. */
  decode(utf8: Uint8Array, fatal: true): string | null;
  /** GuestLimits as JSON. */
  readonly limits: string;
  /** Set by the guest: what the host may call. */
  entries?: Readonly<Record<EntryName, unknown>>;
  /** Set by the guest: the library's Listener, whose other methods the host calls directly. */
  listener?: object;
  /** Set by the guest: what the modules' sources read. */
  exports?: readonly object[];
}

/** What the host calls of the bridge itself. Requests come as JSON. */
export const entryNames = ["upgrade", "open", "loaded", "describe", "where", "place", "modules"] as const;
export type EntryName = (typeof entryNames)[number];

/** What the host calls of the guest library's Listener. */
export const listenerNames = [
  "text",
  "textBytes",
  "binary",
  "ping",
  "pong",
  "close",
  "error",
  "flow",
  "wake",
  "retire",
] as const;
export type ListenerName = (typeof listenerNames)[number];
