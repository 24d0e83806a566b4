// One host: a child process without rights that runs learners' rooms, and the calls the front makes to it.
import type { Socket } from "node:net";
import { ManagedProcess, type ProcessEnd, type ProcessLog, readOnly } from "../../processes/managed-process.ts";
import type { Program } from "../../protocol/guest.ts";
import {
  type ClientBytes,
  type ClockMode,
  type FromHost,
  fromHostSchema,
  type RoomPlan,
  type Swap,
  type ToHost,
  type UpgradeMeta,
} from "../../protocol/host.ts";
import type { Limits } from "../../protocol/limits.ts";
import { CrashMarker } from "./crash-marker.ts";

/** A host may read its own code, the packages it uses, and what boots inside its sandboxes. */
const flags = readOnly("package.json", "server", "node_modules", "build/guest.js");

const replyMs = 10_000;

export interface HostOptions {
  readonly number: number;
  readonly limits: Limits;
  readonly log: ProcessLog;
  /** Whether it runs typical code before it is ready, so that the first handler runs at full speed. */
  readonly warmUp: boolean;
  /** The module to run; tests pass one that misbehaves. */
  readonly entry: string;
  onMessage(host: HostProcess, event: HostEvent): void;
}

type HostReply = Extract<FromHost, { readonly id: number }>;
/** What a host reports about one of its rooms. */
export type HostEvent = Exclude<FromHost, HostReply | { readonly type: "ready" | "pong" | "drained" }>;

export class HostProcess extends ManagedProcess<FromHost, ToHost> {
  readonly number: number;
  /** Rooms placed here. */
  rooms = 0;
  /** From its last `pong`. */
  rssBytes = 0;
  /** After its end: the room that was running, if a room may have caused the end. */
  blamed: string | null = null;
  readonly #options: HostOptions;
  readonly #crashMarker: CrashMarker;
  #pings = 0;
  readonly #drained = Promise.withResolvers<void>();

  constructor(options: HostOptions) {
    const { number, limits, log, entry, warmUp } = options;
    const crashMarker = new CrashMarker();
    super({ name: `Host ${number}`, program: entry, flags, fd4: crashMarker.fd, schema: fromHostSchema, log });
    this.number = number;
    this.#options = options;
    this.#crashMarker = crashMarker;
    this.watch({ silentMs: limits.hostSilentMs, ping: () => ({ type: "ping", n: ++this.#pings }) });
    this.send({ type: "start", limits, host: number, warmUp });
  }

  /** Passes on a socket whose upgrade request has been read to its end. */
  handOver(room: string, meta: UpgradeMeta, socket: Socket): void {
    this.sendSocket({ type: "socket", room, meta }, socket);
  }

  load(plan: RoomPlan, program: Program, swap: Swap) {
    return this.call("loaded", (id) => ({ type: "load", id, plan, program, swap }), { ms: replyMs });
  }

  clock(room: string, change: { readonly mode: ClockMode } | { readonly advanceMs: number }) {
    return this.call("clock", (id) => ({ type: "clock", id, room, ...change }), { ms: replyMs });
  }

  settle(room: string, clients: readonly ClientBytes[]) {
    return this.call("settled", (id) => ({ type: "settle", id, room, clients }), { ms: replyMs });
  }

  /** Closes every socket with 1001. Resolves when that is done, and after `withinMs` at the latest. */
  async drain(reason: string, withinMs: number): Promise<void> {
    this.send({ type: "drain", reason });
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([this.#drained.promise, this.ended, late.promise]);
    clearTimeout(timer);
  }

  protected override receive(message: FromHost): void {
    switch (message.type) {
      case "ready":
        break;
      case "pong":
        this.rssBytes = message.rssBytes;
        break;
      case "drained":
        this.#drained.resolve();
        break;
      case "loaded":
      case "clock":
      case "settled":
        this.resolveCall(message.id, message);
        break;
      default:
        this.#options.onMessage(this, message);
    }
  }

  protected override onEnd({ how, signal }: ProcessEnd): void {
    // A room can hang or crash its host, but it cannot send the signals that people and systems send.
    const byOthers = signal === "SIGKILL" || signal === "SIGTERM" || signal === "SIGINT";
    if (how === "killed" || (how === "exited" && !byOthers)) this.blamed = this.#crashMarker.read();
    this.#crashMarker[Symbol.dispose]();
  }
}
