// The seam between the guest library (what a learner's code calls) and the bridge (how that leaves the sandbox).
// Both run inside the sandbox. Plain values only; no call here may run a learner's code.
import type { LogLevel, MessageKind, PeerId, RequestInfo, UpgradeAnswer } from "../protocol/guest.ts";

/** What the library asks of the bridge. Every call returns at once; effects leave the sandbox after the turn. */
export interface HostInterface {
  /** The room's clock, ms. `Date.now()` and `performance.now()` show the same clock. */
  now(): number;
  /**
   * Sends a string as a text message, bytes as a binary one. With `most`, a message may not be sent: one that has more
   * bytes returns their number, and one for which a loop must wait, because half of the turn's output is used, returns
   * -1; a `flow` event for the peer follows.
   */
  send(peer: PeerId, data: string | Uint8Array, most?: number): number | undefined;
  /** A text message from its UTF-8 bytes, without a string between; what is no UTF-8 in them becomes U+FFFD. */
  sendText(peer: PeerId, utf8: Uint8Array, most?: number): number | undefined;
  /** With `mayWait`, returns -1 like `send`. */
  ping(peer: PeerId, data: Uint8Array, mayWait?: true): number | undefined;
  pong(peer: PeerId, data: Uint8Array, mayWait?: true): number | undefined;
  close(peer: PeerId, code: number | null, reason: string): void;
  terminate(peer: PeerId): void;
  pause(peer: PeerId): void;
  resume(peer: PeerId): void;
  /** When the next `wake` is wanted; null for never. The last call of a turn counts. */
  wakeAt(ms: number | null): void;
  /** Only inside `retire`: hands back a message that was delivered and never received, in order. */
  unread(peer: PeerId, kind: MessageKind, data: string | Uint8Array): void;
  upgraded(ticket: number, answer: UpgradeAnswer): void;
  /** `stack` is an engine stack of the call, for the line. */
  log(level: LogLevel, text: string, stack: string): void;
  /** An exception nobody caught (`error`) or a rejection nobody handled (`rejection`). */
  fault(kind: "error" | "rejection", error: unknown, peer: PeerId | null): void;
  /**
   * Lets a handler `import` these exports under each of the names (`default` included), for example
   * `port.module(["events", "node:events"], { default: EventEmitter, EventEmitter })`. Only while createLibrary runs;
   * whatever was not registered is refused with a sentence that the sandbox writes.
   */
  module(names: readonly string[], exports: Readonly<Record<string, unknown>>): void;
  /** UTF-8 at native speed, a new array each time; lone surrogates become U+FFFD. */
  encode(text: string): Uint8Array<ArrayBuffer>;
  /** A string from UTF-8; what is none becomes U+FFFD, or with `fatal` the answer is null. */
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
  /** Above this many unsent bytes `Socket.send` waits for the client. */
  readonly unsentHighBytes: number;
  readonly unsentBytes: number;
}

/** What the bridge tells the library, one call an event, in order. May throw: the bridge reports it as a fault of that peer. */
export interface Listener {
  upgrade(ticket: number, request: RequestInfo): void;
  open(peer: PeerId, request: RequestInfo, protocol: string, resumed: boolean): void;
  text(peer: PeerId, data: string): void;
  /** When this is there, a handler of style `events` gets its text messages here, as the bytes that came. */
  textBytes?(peer: PeerId, utf8: Uint8Array): void;
  binary(peer: PeerId, data: Uint8Array): void;
  ping(peer: PeerId, data: Uint8Array): void;
  pong(peer: PeerId, data: Uint8Array): void;
  close(peer: PeerId, code: number, reason: string): void;
  error(peer: PeerId, code: string, message: string): void;
  flow(peer: PeerId, unsent: number): void;
  wake(): void;
  retire(): void;
  /** After the learner's module was evaluated; its exports. Says what was found, or why nothing will answer. */
  loaded(
    exports: Readonly<Record<string, unknown>>,
  ): { style: "loop" | "events"; hasUpgrade: boolean } | { problem: string };
}
