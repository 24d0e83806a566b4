// What crosses the border between a room and the handler inside its sandbox: events in, effects out, faults.
import type { LimitName } from "./limits.ts";

/** A socket's number in its room: small, never used twice in a room's life. */
export type PeerId = number;

/** A handler as the compiler left it: JavaScript (an ES module) and the map back to the learner's lines. */
export interface Program {
  readonly version: number;
  readonly js: string;
  /** Source map v3 as JSON text. */
  readonly map: string;
  /** The learner's file name as stack traces show it, for example `handler.ts`. */
  readonly file: string;
}

/** The HTTP request that asked for the upgrade, as a handler may see it. */
export interface RequestInfo {
  /** Path and query, for example `/ws/abc?token=1`. */
  readonly url: string;
  /** Lower-case names; repeated headers are joined as Node joins them. Cookies of ws101 itself are removed. */
  readonly headers: Readonly<Record<string, string>>;
  /** Subprotocols that the client offers, in its order. */
  readonly protocols: readonly string[];
  readonly remoteAddress: string;
}

/** What the room tells its handler. `data` of text is valid UTF-8. */
export type GuestEvent =
  | { readonly type: "upgrade"; readonly ticket: number; readonly request: RequestInfo }
  | {
      readonly type: "open";
      readonly peer: PeerId;
      readonly request: RequestInfo;
      readonly protocol: string;
      readonly resumed: boolean;
    }
  | { readonly type: "text" | "binary" | "ping" | "pong"; readonly peer: PeerId; readonly data: Uint8Array }
  /** Also for a socket that went away without a close frame: code 1006, empty reason. */
  | { readonly type: "close"; readonly peer: PeerId; readonly code: number; readonly reason: string }
  /** Something went wrong on the socket before it closes (RFC 6455 violation, reset). */
  | { readonly type: "error"; readonly peer: PeerId; readonly code: string; readonly message: string }
  /** `unsent` bytes wait in the host for this peer now; sent when it passes the high mark and when it falls to zero. */
  | { readonly type: "flow"; readonly peer: PeerId; readonly unsent: number }
  /** The clock reached a time the handler asked to be woken at. */
  | { readonly type: "wake" }
  /** New code takes over: end every recv, run what follows, send nothing more. */
  | { readonly type: "retire" };

/** What a handler asks of its room. `data` of text is valid UTF-8. */
export type Effect =
  | {
      readonly type: "text" | "binary" | "ping" | "pong";
      readonly peer: PeerId;
      readonly data: Uint8Array;
      /** Of the handler's call, while its sandbox is watched; null or nothing when no line of it made the call. */
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
  /** Read nothing more from this peer until told otherwise (a loop handler that has not called recv; `pause()`). */
  | { readonly type: "pause" | "resume"; readonly peer: PeerId }
  | { readonly type: "upgraded"; readonly ticket: number; readonly answer: UpgradeAnswer }
  | { readonly type: "log"; readonly level: LogLevel; readonly text: string; readonly line: number | null }
  /** So many console lines of one turn were over the limit and are lost. */
  | { readonly type: "dropped"; readonly lines: number }
  /** An exception nobody caught or a rejection nobody handled; the room goes on. */
  | { readonly type: "fault"; readonly fault: Fault }
  /** In answer to `retire` only: a message that no code has received yet, oldest first, for the handler that comes next. */
  | { readonly type: "unread"; readonly peer: PeerId; readonly kind: MessageKind; readonly data: Uint8Array };

export type MessageKind = "text" | "binary" | "ping" | "pong";

export type UpgradeAnswer =
  | { readonly accept: true; readonly protocol: string | null; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly accept: false;
      readonly status: number;
      readonly reason: string;
      readonly headers: Readonly<Record<string, string>>;
    };

export const logLevels = ["debug", "log", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * What a learner's code did wrong. `cpu`, `memory`, `output`, `stuck` stop the room until the next load;
 * `error` and `rejection` close the socket they belong to (1011) and the room goes on.
 */
export const faultKinds = ["cpu", "memory", "output", "stuck", "error", "rejection"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** One or two plain sentences: what happened, which limit, what to do. */
  readonly message: string;
  readonly limit: LimitName | null;
  /** In the learner's own file, 1-based; null when nobody can tell. */
  readonly line: number | null;
  readonly column: number | null;
  /** The stack in the learner's own lines, one frame a string. */
  readonly stack: readonly string[];
  readonly peer: PeerId | null;
  readonly stops: boolean;
  readonly version: number;
}

/** One entry into the guest. Never throws, never waits. */
export interface Turn {
  readonly effects: readonly Effect[];
  /** Events of the batch that were delivered; the rest must be delivered again, in order. */
  readonly consumed: number;
  /** Promise jobs are left: call `deliver([], now)` again soon. */
  readonly pending: boolean;
  /** When the handler wants its next `wake`, in the room's own milliseconds; null for never. */
  readonly wakeAtMs: number | null;
  readonly fuel: number;
  /** A fault that stopped the handler; nothing may be delivered any more. */
  readonly fault: Fault | null;
}

export type Loaded =
  | { readonly ok: true; readonly turn: Turn; readonly hasUpgrade: boolean; readonly style: "loop" | "events" }
  | { readonly ok: false; readonly turn: Turn | null; readonly problems: readonly Problem[] };

/** Something to mend in the source, at a place in the learner's own file (1-based). */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/**
 * One learner's handler, isolated. A room owns one at a time and disposes of it.
 * `nowMs` is the room's clock (Unix milliseconds when real); the guest sees no other time.
 */
export interface Sandbox extends Disposable {
  /** Evaluates the program. Call once, first. */
  load(program: Program, nowMs: number): Loaded;
  deliver(events: readonly GuestEvent[], nowMs: number): Turn;
  /** While watched, what it sends carries the line that sent it, which costs some microseconds a message. */
  watch(on: boolean): void;
}

/** Makes sandboxes quickly: a booted snapshot and a few instances kept warm. */
export interface SandboxPool extends Disposable {
  /** `seed` decides Math.random and randomUUID; two sandboxes with the same seed and events behave the same. */
  acquire(seed: bigint): Sandbox;
}
