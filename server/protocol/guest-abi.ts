// The functions that a sandbox and the bridge inside it call by name.
import type { LogLevel, MessageKind, PeerId } from "./guest.ts";

/** The global that holds the ABI while the guest library boots; deleted before learner code runs. */
export const guestAbiName = "__ws101";

/** Functions that the guest calls. They return immediately and ignore invalid arguments. */
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
  "freeNames",
  "offloader",
  "offload",
  "cancelOffload",
  "result",
  "stored",
  "store",
  "storedKeys",
  "awaitShutdown",
  "dial",
  "cancelDial",
  "package",
] as const;
export type GuestAbiFunction = (typeof guestAbiFunctions)[number];

/** npm packages that the host evaluates in a sandbox at their first use there. */
export const packageNames = ["inspect", "url"] as const;
export type PackageName = (typeof packageNames)[number];

/** The ABI as the guest sees it. `-1` means no peer. */
export interface GuestAbi {
  /**
   * Sends a string as a text message, bytes as a binary one. With `most`, a message may not be sent: one that has more bytes
   * returns their number, and one for which a loop must wait, because half of the turn's output is used, returns -1; a `flow` event
   * for the peer follows.
   */
  send(peer: PeerId, data: string | Uint8Array, most?: number): number | undefined;
  /** Sends UTF-8 bytes as a text message without converting them to a string; invalid bytes become U+FFFD. */
  sendText(peer: PeerId, utf8: Uint8Array, most?: number): number | undefined;
  /** With `mayWait`, returns -1 like `send`. */
  ping(peer: PeerId, data: Uint8Array, mayWait?: true): number | undefined;
  pong(peer: PeerId, data: Uint8Array, mayWait?: true): number | undefined;
  close(peer: PeerId, code: number | null, reason: string): void;
  terminate(peer: PeerId): void;
  pause(peer: PeerId): void;
  resume(peer: PeerId): void;
  /** Sets the time of the next `wake`; null for none. The last call of a turn counts. */
  wakeAt(ms: number | null): void;
  /** Only inside `retire`: hands back a message that no code received, in order. */
  unread(peer: PeerId, kind: MessageKind, data: string | Uint8Array): void;
  /** Sets a header of the response that `accept` or `refuse` then sends. */
  header(ticket: number, name: string, value: string): void;
  accept(ticket: number, protocol: string | null, maxMessageBytes?: number): void;
  refuse(ticket: number, status: number, reason: string): void;
  /** `stack` is an engine stack of the call; the host derives the line from it. */
  log(level: LogLevel, text: string, stack: string): void;
  fault(kind: "error" | "rejection", peer: PeerId, name: string, message: string, stack: string): void;
  /** The result of the entry `describe`. */
  describe(name: string, message: string, stack: string): void;
  /** The result of the entry `loaded`: a style, or the problem. */
  loaded(style: "loop" | "events" | null, hasUpgrade: boolean, problem: string): void;
  /** A result of the entry `modules`: a module whose source reads the `exports` below. */
  module(name: string, source: string): void;
  /** UTF-8 at native speed, in a new array; lone surrogates become U+FFFD. */
  encode(text: string): Uint8Array<ArrayBuffer>;
  /** Decodes UTF-8. Invalid bytes become U+FFFD, or make it return null with `fatal`. */
  decode(utf8: Uint8Array, fatal: false): string;
  decode(utf8: Uint8Array, fatal: true): string | null;
  /** The names that a function's source uses but does not declare, separated by spaces; null if it is not a function expression. */
  freeNames(source: string): string | null;
  /** Registers a function to run elsewhere, at most `size` calls at a time. Returns its number, or -1 if there are too many. */
  offloader(source: string, size: number): number;
  /** Runs call `id` of a function. Returns 1, or 0 if this turn has passed on too many bytes. */
  offload(id: number, offloader: number, value: Uint8Array): number;
  cancelOffload(id: number): void;
  /** Only for the entry `offloaded`: what the function returned or, if not `ok`, threw. */
  result(ok: boolean, value: Uint8Array): void;
  /** The JSON text stored under the key. */
  stored(key: string): string | undefined;
  /**
   * Stores JSON text; null deletes. Returns 0, or the bytes by which the room's limit would be exceeded, or -1 if there was nothing
   * to delete.
   */
  store(key: string, json: string | null): number;
  /** As a JSON array, in the order in which they were first stored. */
  storedKeys(): string;
  /** The handler wants to know when it has to stop: the host then sends `shutdown` and waits a while. */
  awaitShutdown(): void;
  /** The learner's client wants a connection: an `open` event with this id, or `dialRefused`, follows. */
  dial(id: number, url: string): void;
  cancelDial(id: number): void;
  /** Evaluates a package and returns its exports; undefined while the handler is being stopped. */
  package(name: PackageName): unknown;
  /** GuestLimits as JSON. */
  readonly limits: string;
  /** Set by the guest: functions that the host calls. */
  entries?: Readonly<Record<EntryName, unknown>>;
  /** Set by the guest: the library's Listener, whose methods the host calls directly. */
  listener?: object;
  /** Set by the guest: the exports that the modules' sources read. */
  exports?: readonly object[];
}

/** Functions of the bridge that the host calls. Requests are passed as JSON. */
export const entryNames = ["upgrade", "open", "loaded", "describe", "where", "place", "modules", "offloaded"] as const;
export type EntryName = (typeof entryNames)[number];

/** Methods of the guest library's Listener that the host calls. */
export const listenerNames = [
  "text",
  "textBytes",
  "binary",
  "ping",
  "pong",
  "close",
  "error",
  "flow",
  "result",
  "shutdown",
  "client",
  "dialRefused",
  "wake",
  "retire",
] as const;
export type ListenerName = (typeof listenerNames)[number];
