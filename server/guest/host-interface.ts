// The interfaces inside a sandbox: what the guest library calls, what the bridge calls, and what both styles of handler
// implement. All arguments of the host are plain values: no call may run a learner's code.
import type { PeerId, RequestInfo, UpgradeAnswer } from "../protocol/guest.ts";
import type { GuestAbi } from "../protocol/guest-abi.ts";

/** Functions of the ABI that the library calls directly. */
type Forwarded =
  | "send"
  | "sendText"
  | "ping"
  | "pong"
  | "close"
  | "terminate"
  | "pause"
  | "resume"
  | "wakeAt"
  | "unread"
  | "log"
  | "encode"
  | "decode";

/** What the library can call. Every call returns at once; effects leave the sandbox after the turn. */
export interface HostInterface extends Pick<GuestAbi, Forwarded> {
  readonly limits: GuestLimits;
  /** The room's clock in ms; `Date.now()` and `performance.now()` read the same clock. */
  now(): number;
  upgraded(ticket: number, answer: UpgradeAnswer): void;
  /** Reports an uncaught exception (`error`) or an unhandled rejection (`rejection`). */
  fault(kind: "error" | "rejection", error: unknown, peer: PeerId | null): void;
  /**
   * Registers a module under each of the names (`default` included), for example
   * `host.module(["events", "node:events"], { default: EventEmitter, EventEmitter })`. Only during createLibrary;
   * imports of other modules are refused.
   */
  module(names: readonly string[], exports: Readonly<Record<string, unknown>>): void;
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
