// The hosts: placed by load, and watched and replaced from a warm spare as all processes are (server/processes). Each is a child
// process without rights that runs learners' rooms.
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { builtFolder } from "../../processes/built-program.ts";
import { ManagedProcess, type ProcessEnd, type ProcessLog, readOnly } from "../../processes/managed-process.ts";
import { type Spares, Supervisor } from "../../processes/supervisor.ts";
import { CrashMarker, systemMs } from "../../protocol/crash-marker.ts";
import type { Program } from "../../protocol/guest.ts";
import {
  type ClientBytes,
  type ClockMode,
  type DialAnswer,
  type FromHost,
  fromHostSchema,
  type HowToSettle,
  type RoomPlan,
  type Swap,
  type ToHost,
  type UpgradeMeta,
} from "../../protocol/host.ts";
import type { Limits } from "../../protocol/limits.ts";
import { endWithProblem, recovering } from "../http/problem.ts";

export interface HostsOptions extends Omit<HostOptions, "number" | "warmUp"> {
  /** Hosts that take rooms, without the spare. */
  readonly count: number;
  readonly spares: Spares;
  /** A host is gone and has been replaced. `blamed` is the room that was running in it, if any. */
  onLost(host: HostProcess, blamed: string | null): void;
}

export class Hosts extends Supervisor<HostProcess> {
  #lastNumber = 0;
  /** Hosts that ended without being shut down. */
  lost = 0;
  /** Until then, a host that ends makes the start fail and is not a loss. */
  #isReady = false;

  constructor({ count, spares, onLost, ...options }: HostsOptions) {
    super({
      name: "The host",
      count,
      spares,
      create: () => new HostProcess({ ...options, warmUp: spares !== "none", number: ++this.#lastNumber }),
      onLost: (host) => {
        if (!this.#isReady) return;
        this.lost++;
        onLost(host, host.blamed);
      },
    });
    this.start();
  }

  /** Resolves when every host can take rooms; rejects if one cannot start. */
  override async ready(): Promise<void> {
    await super.ready();
    this.#isReady = true;
  }

  /** The host with the fewest rooms; null while there is none. */
  leastLoaded(): HostProcess | null {
    const [first = null, ...others] = this.active;
    return others.reduce((least, host) => (least !== null && load(least) <= load(host) ? least : host), first);
  }

  async drain(reason: string, withinMs: number): Promise<void> {
    const all = this.spare === null ? this.active : [...this.active, this.spare];
    await Promise.all(all.map((host) => host.drain(reason, withinMs)));
  }
}

function load({ rooms, opening }: HostProcess): number {
  return rooms + opening;
}

/**
 * A host may read its own code, the packages it uses, and what boots inside its sandboxes. It may start threads, which have the
 * same permissions; Node warns that a thread could get around them, but only code that is trusted starts one.
 */
const flags = [
  ...readOnly("package.json", "server", "node_modules", "build/guest", builtFolder("host")),
  "--allow-worker",
  "--disable-warning=PERM0006",
  "--expose-gc",
  // Messages lie outside V8's heap, but count as old objects until the next scavenge. With V8's own 64 MiB for young objects,
  // scavenges are so rare that full collections come first, ten of them a second.
  "--max-semi-space-size=4",
  // With so little to copy, one thread is done before others have woken.
  "--no-parallel-scavenge",
];

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
  /** Rooms that are being opened here. */
  opening = 0;
  /** From its last `pong`. */
  rssBytes = 0;
  /** After its end: the room that was running, if a room may have caused the end. */
  blamed: string | null = null;
  /** After it was found silent: the room that it hangs in, as far as that is known. */
  #hangingIn: string | null | undefined;
  readonly #options: HostOptions;
  readonly #crashMarker: CrashMarker;
  /** Sockets that have been sent and not yet arrived. */
  readonly #inTransit = new Set<Socket>();
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

  /**
   * Passes on a socket in the same turn in which its upgrade request was read to its end; the host reads what follows. Node
   * offers no public API for two of the steps (as of 24.21), so this accesses internals, and only where they exist.
   */
  handOver(room: string, meta: UpgradeMeta, socket: Socket): void {
    if (!this.alive) return void endWithProblem(socket, recovering());
    this.#inTransit.add(socket);
    // Leaves further bytes to the system until the host reads them; otherwise this process would read and drop them.
    callInternal(internal(socket, "_handle"), "readStop");
    // The HTTP server would count the connection as closed twice if the socket still knew its server.
    Reflect.set(socket, "server", null);
    this.child.send({ type: "socket", room, meta } satisfies ToHost, socket, {}, () => {
      this.#inTransit.delete(socket);
      socket.destroy();
    });
  }

  load(plan: RoomPlan, program: Program, swap: Swap) {
    return this.call("loaded", (id) => ({ type: "load", id, plan, program, swap }), { ms: replyMs });
  }

  clock(room: string, change: { readonly mode: ClockMode } | { readonly advanceMs: number }) {
    return this.call("clock", (id) => ({ type: "clock", id, room, ...change }), { ms: replyMs });
  }

  dial(room: string, answer: DialAnswer) {
    return this.call("dial", (id) => ({ type: "dial", id, room, answer }), { ms: replyMs });
  }

  shutdown(room: string, end: boolean) {
    return this.call("shutdown", (id) => ({ type: "shutdown", id, room, end }), { ms: replyMs });
  }

  settle(room: string, clients: readonly ClientBytes[], { advance, holdsCalls }: HowToSettle) {
    const how = { advance, holdsCalls };
    return this.call("settled", (id) => ({ type: "settle", id, room, clients, ...how }), { ms: replyMs });
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
      case "shutdown":
      case "dial":
        this.resolveCall(message.id, message);
        break;
      default:
        this.#options.onMessage(this, message);
    }
  }

  /** A host that is opening rooms or running turns may be late with an answer; one that hangs gets nowhere. */
  protected override isStuck(silentMs: number): boolean {
    const { room, progressAtMs } = this.#crashMarker.read();
    const isStuck = systemMs() - progressAtMs >= silentMs;
    this.#hangingIn = isStuck && isRunning(this.pid) ? room : null;
    return isStuck;
  }

  protected override onEnd({ how, signal }: ProcessEnd): void {
    for (const socket of this.#inTransit) refuse(socket);
    // Node holds a passed connection until the host acknowledges it, which a dead host never does.
    callInternal(internal(internal(this.child, "_pendingMessage"), "handle"), "close");
    // A room can hang or crash its host, but it cannot send the signals that people and systems send.
    const byOthers = signal === "SIGKILL" || signal === "SIGTERM" || signal === "SIGINT";
    const isByRoom = how === "killed" || (how === "exited" && !byOthers);
    if (isByRoom) this.blamed = this.#hangingIn === undefined ? this.#crashMarker.read().room : this.#hangingIn;
    this.#crashMarker[Symbol.dispose]();
  }
}

/** A socket without its handle has left for the host; whether the host answered on it is unknown. */
function refuse(socket: Socket): void {
  if (internal(socket, "_handle")) endWithProblem(socket, recovering());
  else socket.destroy();
}

/** False for a process that someone has stopped, or that waits for memory: code that hangs is running. */
function isRunning(pid: number | undefined): boolean {
  try {
    const [, state] = /^.*\) (\w)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? [];
    return state === "R";
  } catch {
    // Not Linux: the crash marker has to suffice.
    return true;
  }
}

/** Reads a property of one of Node's internal objects, if there is such an object. */
function internal(owner: unknown, name: string): unknown {
  return typeof owner === "object" && owner !== null ? Reflect.get(owner, name) : undefined;
}

function callInternal(owner: unknown, name: string): void {
  const method = internal(owner, name);
  if (typeof method === "function") Reflect.apply(method, owner, []);
}
