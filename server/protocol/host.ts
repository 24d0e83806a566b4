// Messages between the front and a host over their process channel. The front validates them; a host trusts the front.
import { z } from "zod";
import { frameSchema } from "./frame.ts";
import { faultKinds, logLevels, type Program } from "./guest.ts";
import { handshakeSchema } from "./handshake.ts";
import type { CheckLimits, Limits, RoomLimits } from "./limits.ts";

export const clockModeSchema = z.enum(["real", "stepped"]);
export type ClockMode = z.infer<typeof clockModeSchema>;
/** `crash`: the handler ends without notice, and its sockets are cut. */
export type Swap = "keep" | "restart" | "crash";

/** What a host needs to open a room. `seed` is a decimal integer that seeds the guest's randomness. */
export interface RoomPlan {
  readonly room: string;
  readonly clock: ClockMode;
  readonly seed: string;
  /**
   * `fair`: CPU over time is shared with other rooms. `shared`: the same, but the room has an account of its own, because it
   * works for more people than its owner. `check`: a check's room, limited by its run instead.
   */
  readonly budget: "fair" | "shared" | "check";
  readonly owner: RoomOwner;
  /** What the room stored when it was last open. */
  readonly stored?: readonly StoredEntry[] | undefined;
  /** In place of the host's own; its lesson sets them. */
  readonly limits?: (RoomLimits & CheckLimits) | undefined;
  /** The room was open in a host that was lost: it starts with nothing saved up. */
  readonly reopened: boolean;
}

/**
 * How a check answers the connection that the learner's client has waited for longest: not yet, accepted, or refused with a status.
 */
export const dialAnswerSchema = z.union([z.literal("wait"), z.literal("accept"), z.number().int().min(300).max(599)]);
export type DialAnswer = z.infer<typeof dialAnswerSchema>;

/** A key and its JSON text; null if the key was deleted. */
export type StoredEntry = [string, string | null];

/** Whose rooms share CPU with each other: opaque keys. */
export interface RoomOwner {
  readonly learner: string;
  /** That of the learner's last request; empty if it is unknown. */
  readonly network: string;
  /** The learner has been at work for a while, and no limit has stopped any of their rooms meanwhile. */
  readonly isKnown: boolean;
}

/** An upgrade request that the front has validated; the raw socket travels with it. */
export interface UpgradeMeta {
  readonly method: string;
  readonly url: string;
  /** Name and value alternating, as on the wire. */
  readonly rawHeaders: readonly string[];
  /** Subprotocols that the client offers: valid, and each only once. */
  readonly protocols: readonly string[];
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** The client's name in the page; empty for clients from elsewhere. */
  readonly client: string;
  /** The token of the page that opened the socket; absent for clients from elsewhere. */
  readonly page?: string | undefined;
  /** Bytes received after the request, base64. */
  readonly head: string;
}

export type ToHost =
  | { readonly type: "start"; readonly limits: Limits; readonly host: number; readonly warmUp: boolean }
  /** Opens the room if necessary, then loads the program. Answered by `loaded` with the same id. */
  | {
      readonly type: "load";
      readonly id: number;
      readonly plan: RoomPlan;
      readonly program: Program;
      readonly swap: Swap;
    }
  /** Sent with the raw socket. The room is already open. */
  | { readonly type: "socket"; readonly room: string; readonly meta: UpgradeMeta }
  | { readonly type: "watch"; readonly room: string; readonly on: boolean }
  /** Switches a room's clock or moves a stepped one. Answered by `clock` with the same id once the room is idle. */
  | {
      readonly type: "clock";
      readonly id: number;
      readonly room: string;
      readonly mode?: ClockMode;
      readonly advanceMs?: number;
    }
  /** Answered by `settled` once the room is idle and has processed these bytes. */
  | ({
      readonly type: "settle";
      readonly id: number;
      readonly room: string;
      readonly clients: readonly ClientBytes[];
    } & HowToSettle)
  /**
   * Asks the handler to stop and admits no more sockets; with `end`, closes those that are left with 1012. Answered by `shutdown`.
   */
  | { readonly type: "shutdown"; readonly id: number; readonly room: string; readonly end: boolean }
  /** Starts the learner's client if necessary, and answers its next dial. Answered by `dial`. */
  | { readonly type: "dial"; readonly id: number; readonly room: string; readonly answer: DialAnswer }
  | { readonly type: "close"; readonly room: string; readonly code: number; readonly reason: string }
  /** Closes every socket with 1001 and answers `drained`. */
  | { readonly type: "drain"; readonly reason: string }
  | { readonly type: "ping"; readonly n: number };

const roomId = z.string().min(1).max(64);
const int = z.number().int();

const advanceMs = z
  .number()
  .min(0)
  .max(86_400_000 * 2);

export const howToSettleSchema = z.object({
  /**
   * Moves a stepped clock by `ms` first, then on from timer to timer, within `quietMs` in all, for as long as nothing but a
   * timer happens: no one sends, connects or leaves.
   */
  advance: z.object({ ms: advanceMs, quietMs: advanceMs }).optional(),
  /** From now on, offloaded calls run and do not end, and the room is idle all the same. */
  holdsCalls: z.boolean().optional(),
});
export type HowToSettle = z.infer<typeof howToSettleSchema>;
export type Advance = NonNullable<HowToSettle["advance"]>;

/** The progress of one client, identified by its local port: it has written `sent` bytes after its handshake. */
export const clientBytesSchema = z.object({
  port: int,
  sent: z.number(),
  /** The client has ended or destroyed its socket; the room must have seen it close. */
  ended: z.boolean().optional(),
  /** The client is not reading: writes to it stay in the room, as if the network were full, until this is false. */
  paused: z.boolean().optional(),
  /** While paused: how many messages it accepts all the same, counted since it paused. */
  messages: int.optional(),
});
export type ClientBytes = z.infer<typeof clientBytesSchema>;

export const problemSchema = z.object({
  line: int,
  column: int,
  message: z.string().max(4096),
  severity: z.enum(["error", "warning"]),
});

export const faultSchema = z.object({
  kind: z.enum(faultKinds),
  message: z.string().max(4096),
  limit: z.string().nullable(),
  line: int.nullable(),
  column: int.nullable(),
  stack: z.array(z.string().max(1024)).max(64),
  peer: int.nullable(),
  stops: z.boolean(),
  version: int,
});

export const consoleLineSchema = z.object({
  atMs: z.number(),
  level: z.enum(logLevels),
  /** Printable text and SGR colours only; may contain line breaks. */
  text: z.string().max(16_384),
  line: int.nullable(),
  version: int,
  /** Lines that were dropped before this one, which is a line of ws101's own that says so and why; 0 for the handler's lines. */
  missing: int,
});

export const roomStateSchema = z.object({
  /** `stopped`: a fault stopped the handler until the next load. `waiting`: its CPU over time is used up. */
  state: z.enum(["running", "waiting", "stopped"]),
  version: int,
  clock: clockModeSchema,
  nowMs: z.number(),
  /** When the handler's next timer is due on the room's clock; null for none. Updated periodically while watched. */
  nextWakeAtMs: z.number().nullable(),
  /** Open sockets. `client` is the name that the page `page` uses; empty for clients from elsewhere. */
  peers: z
    .array(
      z.object({
        peer: int,
        port: int,
        protocol: z.string().max(1024),
        client: z.string().max(24),
        page: z.string().max(16).optional(),
      }),
    )
    .max(10_000),
});

const storedEntrySchema = z.tuple([
  z.string().max(1 << 20),
  z
    .string()
    .max(1 << 20)
    .nullable(),
]);

/** `received`: bytes that the room wrote to the client, or -1 if the socket is gone. */
const settledClientSchema = z.object({
  port: int,
  received: z.number(),
  /** Bytes that the handler sent and the client has not taken. */
  held: z.number(),
  /** Bytes that the client sent and the handler has not taken: it has stopped reading. */
  unread: z.number(),
});
export const settledSchema = z.object({
  clients: z.array(settledClientSchema).max(1000),
  /** When the handler's next timer is due on the room's clock; null for none. */
  nextWakeAtMs: z.number().nullable(),
  nowMs: z.number(),
  /** The URL of the dial that has waited longest; null if none waits. */
  dialUrl: z.string().max(4096).nullable(),
  fault: faultSchema.nullable(),
});
export const shutdownSchema = z.object({ isAwaited: z.boolean(), graceMs: z.number() });
/** `url`: of the next dial, null if none waits. `token`: of the socket for an accepted one. */
export const dialedSchema = z.object({ url: z.string().max(4096).nullable(), token: z.string().max(64) });

export const fromHostSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), bootMs: z.number() }),
  z.object({ type: z.literal("pong"), n: int, rooms: int, sockets: int, rssBytes: z.number() }),
  z.object({
    type: z.literal("loaded"),
    id: int,
    ok: z.boolean(),
    /** The version that runs now: the new one, or the last good one, or 0 for none. */
    serving: int,
    problems: z.array(problemSchema).max(100),
    fault: faultSchema.nullable(),
    /** Restoring the snapshot and evaluating the program. */
    loadMs: z.number(),
    style: z.enum(["loop", "events"]).nullable(),
  }),
  z.object({ type: z.literal("clock"), id: int, nowMs: z.number(), nextWakeAtMs: z.number().nullable() }),
  settledSchema.extend({ type: z.literal("settled"), id: int }),
  shutdownSchema.extend({ type: z.literal("shutdown"), id: int }),
  dialedSchema.extend({ type: z.literal("dial"), id: int }),
  z.object({ type: z.literal("stored"), room: roomId, entries: z.array(storedEntrySchema).max(100_000) }),
  z.object({ type: z.literal("joined"), room: roomId, peer: int, port: int }),
  z.object({ type: z.literal("left"), room: roomId, peer: int, port: int, code: int }),
  /** The socket did not become a peer: the handler refused it, or it was closed. */
  z.object({ type: z.literal("refused"), room: roomId, port: int, status: int }),
  z.object({ type: z.literal("frames"), room: roomId, frames: z.array(frameSchema).max(10_000), missing: int }),
  /** Sent while the room is watched, and for every open socket when watching starts. `peer` null: refused. */
  z.object({ type: z.literal("handshake"), room: roomId, handshake: handshakeSchema }),
  z.object({ type: z.literal("console"), room: roomId, lines: z.array(consoleLineSchema).max(10_000) }),
  z.object({ type: z.literal("fault"), room: roomId, fault: faultSchema }),
  z.object({ type: z.literal("state"), room: roomId, state: roomStateSchema }),
  z.object({ type: z.literal("retired"), room: roomId }),
  /** The process needs the memory of this room, which is idle or the heaviest. */
  z.object({ type: z.literal("heavy"), room: roomId, memoryBytes: z.number(), isIdle: z.boolean() }),
  z.object({ type: z.literal("drained") }),
]);

/** Parsed problems and faults, for code that only forwards them. */
export type ReportedProblem = z.infer<typeof problemSchema>;
export type ReportedFault = z.infer<typeof faultSchema>;
export type FromHost = z.infer<typeof fromHostSchema>;
export type ConsoleLine = z.infer<typeof consoleLineSchema>;
export type RoomState = z.infer<typeof roomStateSchema>;
