// The interfaces inside a sandbox: what the guest library calls, what the bridge calls, and what both styles of handler
// implement. All arguments of the host are plain values: no call may run a learner's code.
import type { LogLevel, MessageKind, PeerId, RequestInfo, UpgradeAnswer } from "../protocol/guest.ts";

/** What the library can call. Every call returns at once; effects leave the sandbox after the turn. */
export interface HostInterface {
  /** The room's clock in ms; `Date.now()` and `performance.now()` read the same clock. */
  now(): number;
  /**
   * Sends a string as a text message, bytes as a binary one. With `most`, a message may not be sent: one that has more
   * bytes returns their number, and one for which a loop must wait, because half of the turn's output is used, returns
   * -1; a `flow` event for the peer follows.
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
  upgraded(ticket: number, answer: UpgradeAnswer): void;
  /** `stack` is an engine stack of the call; the host derives the line from it. */
  log(level: LogLevel, text: string, stack: string): void;
  /** Reports an uncaught exception (`error`) or an unhandled rejection (`rejection`). */
  fault(kind: "error" | "rejection", error: unknown, peer: PeerId | null): void;
  /**
   * Registers a module under each of the names (`default` included), for example
   * `host.module(["events", "node:events"], { default: EventEmitter, EventEmitter })`. Only during createLibrary;
   * imports of other modules are refused.
   */
  module(names: readonly string[], exports: Readonly<Record<string, unknown>>): void;
  /** UTF-8 at native speed, in a new array; lone surrogates become U+FFFD. */
  encode(text: string): Uint8Array<ArrayBuffer>;
  /** Decodes UTF-8. Invalid bytes become U+FFFD, or make it return null with `fatal`. */
  decode(utf8: Uint8Array, fatal: false): string;
  decode(utf8: Uint8Array, fatal: true): string | null;
  readonly limits: GuestLimits;
}

export interface GuestLimits {
  readonly timers: number;
  readonly timerMinMs: number;
  readonly timerMaxMs: number;
  readonly messageBytes: number;
  readonly logLineBytes: number;
  /** Above this many unsent bytes, `Socket.send` waits for the client. */
  readonly unsentHighBytes: number;
  readonly unsentBytes: number;
}

/** What the bridge calls, once per event, in order. May throw: the bridge reports a fault of that peer. */
export interface Listener {
  upgrade(ticket: number, request: RequestInfo): void;
  open(peer: PeerId, request: RequestInfo, protocol: string, resumed: boolean): void;
  text(peer: PeerId, data: string): void;
  /** If present, a handler of style `events` gets text messages here, as UTF-8 bytes. */
  textBytes?(peer: PeerId, utf8: Uint8Array): void;
  binary(peer: PeerId, data: Uint8Array): void;
  ping(peer: PeerId, data: Uint8Array): void;
  pong(peer: PeerId, data: Uint8Array): void;
  close(peer: PeerId, code: number, reason: string): void;
  error(peer: PeerId, code: string, message: string): void;
  flow(peer: PeerId, unsent: number): void;
  wake(): void;
  retire(): void;
  /** Called with the exports of the learner's module; returns its style, or why it cannot serve connections. */
  loaded(
    exports: Readonly<Record<string, unknown>>,
  ): { style: "loop" | "events"; hasUpgrade: boolean } | { problem: string };
}

export interface Program {
  upgrade(ticket: number, request: RequestInfo): void;
  open(peer: PeerId, request: RequestInfo, protocol: string): Connection;
}

/** One socket of the room. Each method may throw what the learner's code throws. */
export interface Connection {
  /** Hands the connection to the learner's code. */
  start(): void;
  text(data: string): void;
  /** The same message as UTF-8 bytes, for the events style. */
  textBytes(utf8: Uint8Array): void;
  binary(data: Uint8Array): void;
  control(type: "ping" | "pong", data: Uint8Array): void;
  /** The last event of a connection. */
  close(code: number, reason: string): void;
  error(code: string, message: string): void;
  flow(unsent: number): void;
  retire(): void;
}
