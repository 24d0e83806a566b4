// The boundary between a room and the handler in its sandbox: events in, effects out, faults.
import type { LimitName, Limits } from "./limits.ts";

/** A socket's number in its room; never reused while the room exists. */
export type PeerId = number;

/** A compiled handler: JavaScript (an ES module) and a source map to the learner's lines. */
export interface Program {
  readonly version: number;
  readonly js: string;
  /** Source map v3 as JSON text. */
  readonly map: string;
  /** The learner's file name in stack traces, for example `handler.ts`. */
  readonly file: string;
}

/** The upgrade request as a handler sees it. */
export interface RequestInfo {
  /** Path and query, for example `/ws/abc?token=1`. */
  readonly url: string;
  /** Lower-case names; repeated headers are joined as Node joins them. Cookies of ws101 itself are removed. */
  readonly headers: Readonly<Record<string, string>>;
  /** The subprotocols that the client offers, in order. */
  readonly protocols: readonly string[];
  readonly remoteAddress: string;
}

/** An event for the handler. The `data` of text is valid UTF-8. */
export type GuestEvent =
  | { readonly type: "upgrade"; readonly ticket: number; readonly request: RequestInfo }
  | {
      readonly type: "open";
      readonly peer: PeerId;
      readonly request: RequestInfo;
      readonly protocol: string;
      readonly resumed: boolean;
      /** The dial of the learner's client that this socket answers; absent for a client of the learner's server. */
      readonly dial?: number | undefined;
    }
  /** Runs the learner's client. */
  | { readonly type: "client" }
  | { readonly type: "dialRefused"; readonly id: number; readonly status: number }
  | { readonly type: "text" | "binary" | "ping" | "pong"; readonly peer: PeerId; readonly data: Uint8Array }
  /** A socket that closed without a close frame has code 1006 and an empty reason. */
  | { readonly type: "close"; readonly peer: PeerId; readonly code: number; readonly reason: string }
  /** The socket failed and is about to close (RFC 6455 violation, reset). */
  | { readonly type: "error"; readonly peer: PeerId; readonly code: string; readonly message: string }
  /** `unsent` bytes are waiting in the host for this peer. Sent at certain amounts and when it falls to zero. */
  | { readonly type: "flow"; readonly peer: PeerId; readonly unsent: number }
  /** An offloaded call has ended. `value` of a call that returned or threw is what the guest encoded; otherwise empty. */
  | {
      readonly type: "result";
      readonly id: number;
      readonly status: OffloadStatus;
      readonly value: Uint8Array;
      /** For a call that neither returned nor threw: what happened, in one or two sentences. */
      readonly message: string;
    }
  /** The clock has reached the time at which the handler asked to be woken. */
  | { readonly type: "wake" }
  /** The handler has to stop soon. */
  | { readonly type: "shutdown" }
  /** New code takes over: end every `recv`, run what follows, send nothing more. */
  | { readonly type: "retire" };

/** An action that the handler requests. The `data` of text is valid UTF-8. */
export type Effect =
  | {
      readonly type: "text" | "binary" | "ping" | "pong";
      readonly peer: PeerId;
      readonly data: Uint8Array;
      /** The handler's line that made the call, while its sandbox is watched; otherwise null or absent. */
      readonly line?: number | null;
    }
  | {
      readonly type: "close";
      readonly peer: PeerId;
      readonly code: number | null;
      readonly reason: string;
      readonly line?: number | null;
    }
  | { readonly type: "terminate"; readonly peer: PeerId }
  /** Requests a `flow` event for this peer once the turn's messages are written: its handler waits to send more. */
  | { readonly type: "reportFlow"; readonly peer: PeerId }
  /** Stops or resumes reading from this peer (a loop that has not called `recv`; `pause()`). */
  | { readonly type: "pause" | "resume"; readonly peer: PeerId }
  /** Registers a function, given as source, that runs in other sandboxes, at most `size` calls at a time. */
  | { readonly type: "offloader"; readonly offloader: number; readonly source: string; readonly size: number }
  | { readonly type: "offload"; readonly id: number; readonly offloader: number; readonly value: Uint8Array }
  | { readonly type: "cancelOffload"; readonly id: number }
  /** The learner's client wants a connection. */
  | { readonly type: "dial"; readonly id: number; readonly url: string }
  | { readonly type: "cancelDial"; readonly id: number }
  /** The handler wants a `shutdown` event before it is ended. */
  | { readonly type: "awaitShutdown" }
  | { readonly type: "upgraded"; readonly ticket: number; readonly answer: UpgradeAnswer }
  | { readonly type: "log"; readonly level: LogLevel; readonly text: string; readonly line: number | null }
  /** Console lines of one turn that exceeded the limit and were dropped. */
  | { readonly type: "dropped"; readonly lines: number }
  /** An uncaught exception or an unhandled rejection; the room keeps running. */
  | { readonly type: "fault"; readonly fault: Fault }
  /** Only in response to `retire`: a message that was never read, oldest first, for the next handler. */
  | { readonly type: "unread"; readonly peer: PeerId; readonly kind: MessageKind; readonly data: Uint8Array };

export type MessageKind = "text" | "binary" | "ping" | "pong";

/** The request header by which a room knows the socket of an accepted dial. */
export const dialHeader = "ws101-dial";

/** How an offloaded call ended: it returned or threw, reached a limit, never finished, was not accepted, or lost its thread. */
export const offloadStatuses = ["returned", "threw", "cpu", "memory", "stuck", "busy", "lost"] as const;
export type OffloadStatus = (typeof offloadStatuses)[number];

export type UpgradeAnswer =
  | {
      readonly accept: true;
      readonly protocol: string | null;
      readonly headers: Readonly<Record<string, string>>;
      /** Longer messages close the socket with 1009; absent for the room's limit. */
      readonly maxMessageBytes?: number;
    }
  | {
      readonly accept: false;
      readonly status: number;
      readonly reason: string;
      readonly headers: Readonly<Record<string, string>>;
    };

export const logLevels = ["debug", "log", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * What a learner's code did wrong. `cpu`, `memory`, `output` and `stuck` stop the room until the next load;
 * `error` and `rejection` close their socket with 1011, and the room keeps running.
 */
export const faultKinds = ["cpu", "memory", "output", "stuck", "error", "rejection"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** One or two sentences: what happened, which limit, what to do. */
  readonly message: string;
  readonly limit: LimitName | null;
  /** In the learner's own file, 1-based; null if unknown. */
  readonly line: number | null;
  readonly column: number | null;
  /** The stack in the learner's own file, one frame per string. */
  readonly stack: readonly string[];
  readonly peer: PeerId | null;
  readonly stops: boolean;
  readonly version: number;
}

/** The result of one entry into the guest, which never throws and never waits. */
export interface Turn {
  readonly effects: readonly Effect[];
  /** The number of events delivered; deliver the rest again, in order. */
  readonly consumed: number;
  /** Promise jobs are left: call `deliver([], now)` soon. */
  readonly pending: boolean;
  /** When the handler needs its next `wake`, on the room's clock; null for never. */
  readonly wakeAtMs: number | null;
  readonly fuel: number;
  /** The fault that stopped the handler, after which nothing may be delivered. */
  readonly fault: Fault | null;
}

export type Loaded =
  | { readonly ok: true; readonly turn: Turn; readonly hasUpgrade: boolean; readonly style: "loop" | "events" }
  | { readonly ok: false; readonly turn: Turn | null; readonly problems: readonly Problem[] };

/** A problem in the source, at a 1-based position in the learner's own file. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** What outlives a room's handlers: JSON texts by key. */
export interface Storage {
  get(key: string): string | undefined;
  keys(): readonly string[];
  /** Returns 0, or the number of bytes by which the limit would be exceeded. */
  set(key: string, json: string): number;
  /** False if there was nothing to delete. */
  delete(key: string): boolean;
}

/**
 * One learner's handler, isolated. A room owns one at a time and disposes of it.
 * `nowMs` is the room's clock (Unix milliseconds if real); the guest sees no other time.
 */
export interface Sandbox extends Disposable {
  /** What its instance occupies in this process. */
  readonly memoryBytes: number;
  /** Evaluates the program. Call this once, before `deliver`. */
  load(program: Program, nowMs: number): Loaded;
  deliver(events: readonly GuestEvent[], nowMs: number): Turn;
  /** While curbed, a turn and a load have less fuel: `newcomerFuel`. */
  curb(on: boolean): void;
  /** While muted, console lines are only counted. */
  mute(on: boolean): void;
  /** While watched, each frame carries the line that sent it, which costs some microseconds per message. */
  watch(on: boolean): void;
}

/** Creates sandboxes quickly from a booted snapshot and a few warm instances. */
export interface SandboxPool extends Disposable {
  /**
   * `seed` seeds Math.random and randomUUID; sandboxes with the same seed and events behave identically. `limits` are those
   * of turns, in place of the pool's; what the guest library enforces itself stays.
   */
  acquire(seed: bigint, limits?: Limits, storage?: Storage): Sandbox;
}
