// One host: a child process without rights that runs learners' rooms, and everything the front can ask of it.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
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
import { type CrashMarker, openCrashMarker } from "./crash-marker.ts";
import { closeUndelivered, letGo } from "./hand-over.ts";
import { HostLost, PendingCalls } from "./pending-calls.ts";
import { type Speaker, speaker } from "./speaker.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** All a host may read: its own code, the packages it uses, and what boots inside its sandboxes. */
const mayRead = ["package.json", "server", "node_modules", "build/guest.js"].flatMap((path) => {
  const here = `${root}${path}`;
  // The way to a linked folder has to be readable as well as what it leads to.
  const places = new Set([here, existsSync(here) ? realpathSync(here) : here]);
  return [...places].map((place) => `--allow-fs-read=${place}`);
});

/** A host that lives and does not answer this long has lost the question; a dead one is noticed long before. */
const answerMs = 10_000;

export interface HostOptions {
  readonly number: number;
  readonly limits: Limits;
  readonly log: Logger;
  /** The program to run; tests give one that misbehaves. */
  readonly entry: string;
  onMessage(host: HostProcess, message: HostNews): void;
  /** Once, after its end. `blamed` is the room it entered last, when a room may have caused that end. */
  onGone(host: HostProcess, blamed: string | null): void;
}

export type HostAnswer = Extract<FromHost, { readonly id: number }>;
export type HostNews = Exclude<FromHost, HostAnswer | { readonly type: "ready" | "pong" | "drained" }>;
type Answer<Type extends HostAnswer["type"]> = Extract<HostAnswer, { readonly type: Type }>;

export class HostProcess implements Speaker {
  readonly number: number;
  readonly pid: number | undefined;
  /** Rooms placed here, as the fleet counts them. */
  rooms = 0;
  /** What its last `pong` said. */
  rssBytes = 0;
  /** Settles when it can take rooms; rejects when it ended before. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #options: HostOptions;
  readonly #crashMarker: CrashMarker = openCrashMarker();
  readonly #pending = new PendingCalls<HostAnswer>();
  readonly #inTransit = new Set<Socket>();
  readonly #gone = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #drained = Promise.withResolvers<void>();
  /** Why we ended it; null while it is to live. */
  #ending: string | null = null;
  /** The end of what it wrote to stderr. */
  #said = "";
  #pings = 0;
  #pongs = 0;
  #booted = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.number = options.number;
    this.ready = this.#ready.promise;
    this.ready.catch(() => undefined);
    const { fd } = this.#crashMarker;
    // A group of its own: Ctrl+C in a terminal goes to everyone in the front's, and would cut what is to be drained.
    const settings: SpawnOptions = {
      detached: true,
      env: {},
      cwd: root,
      stdio: ["ignore", "ignore", "pipe", "ipc", fd],
    };
    const start = () => spawn(process.execPath, ["--permission", ...mayRead, options.entry], settings);
    this.#child = speaker.run(this, start);
    this.pid = this.#child.pid;
    this.#listen();
    this.post({ type: "start", limits: options.limits, host: this.number });
  }

  get alive(): boolean {
    return this.#ending === null && this.#child.connected;
  }

  post(message: ToHost): void {
    if (this.alive) this.#child.send(message, () => undefined);
  }

  /** Passes a socket whose upgrade request was read to its end; from then on it is no longer ours. */
  hand(room: string, meta: UpgradeMeta, socket: Socket): void {
    if (!this.alive) return void socket.destroy();
    this.#inTransit.add(socket);
    letGo(socket);
    const sent = () => {
      this.#inTransit.delete(socket);
      socket.destroy();
    };
    this.#child.send({ type: "socket", room, meta } satisfies ToHost, socket, {}, sent);
  }

  load(plan: RoomPlan, program: Program, swap: Swap): Promise<Answer<"loaded">> {
    return this.#ask("loaded", (id) => ({ type: "load", id, plan, program, swap }));
  }

  clock(room: string, change: { readonly mode: ClockMode } | { readonly advanceMs: number }): Promise<Answer<"clock">> {
    return this.#ask("clock", (id) => ({ type: "clock", id, room, ...change }));
  }

  settle(room: string, clients: readonly ClientBytes[]): Promise<Answer<"settled">> {
    return this.#ask("settled", (id) => ({ type: "settle", id, room, clients }));
  }

  /** Closes every socket with 1001; settles when done or `withinMs` later. */
  async drain(reason: string, withinMs: number): Promise<void> {
    this.post({ type: "drain", reason });
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([this.#drained.promise, this.#gone.promise, late.promise]);
    clearTimeout(timer);
  }

  /** Asks for a sign of life; answers how many signs are owed. A host that still starts owes none. */
  beat(): number {
    if (!this.#booted) return 0;
    const owed = this.#pings - this.#pongs;
    this.post({ type: "ping", n: ++this.#pings });
    return owed;
  }

  /** What is owed is forgiven: it was the front that did not listen. */
  forgive(): void {
    this.#pongs = this.#pings;
  }

  distrust(): void {
    void this.kill("it sent what is no message");
  }

  /** Ends it at once. `why` null: an end of ours that blames nobody. */
  async kill(why: string | null): Promise<void> {
    this.#ending ??= why ?? "";
    this.#child.kill("SIGKILL");
    await this.#gone.promise;
  }

  /** Rejects with `HostLost` when the host ends first, and when no answer comes in time. */
  async #ask<Type extends HostAnswer["type"]>(type: Type, ask: (id: number) => ToHost): Promise<Answer<Type>> {
    if (!this.alive) throw new HostLost(`Host ${this.number} is gone.`);
    const answer = await this.#pending.put(answerMs, type, (id) => this.post(ask(id)));
    if (isAnswer(answer, type)) return answer;
    throw new Error(`Host ${this.number} answered "${answer.type}" where "${type}" was wanted.`);
  }

  #listen(): void {
    const { log } = this.#options;
    this.#child.on("message", (raw) => this.#hear(raw));
    this.#child.on("error", (error) => {
      log.error({ host: this.number, error: error.message }, "a host cannot be reached");
      if (this.#child.pid === undefined) this.#end("it could not be started");
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-2_000);
      log.warn({ host: this.number, said: text.slice(0, 2_000) }, "a host complains");
    });
    this.#child.once("disconnect", () => this.#child.kill("SIGKILL"));
    this.#child.once("exit", (code, signal) => this.#end(`it ended with ${signal ?? code}`, signal));
  }

  #hear(raw: unknown): void {
    // Whatever a host says once its end is decided is not worth believing.
    if (this.#ending !== null) return;
    const { success, data } = fromHostSchema.safeParse(raw);
    if (!success) {
      this.distrust();
      return;
    }
    switch (data.type) {
      case "ready":
        this.#booted = true;
        this.#ready.resolve();
        break;
      case "pong":
        this.#pongs = Math.max(this.#pongs, Math.min(data.n, this.#pings));
        this.rssBytes = data.rssBytes;
        break;
      case "drained":
        this.#drained.resolve();
        break;
      case "loaded":
      case "clock":
      case "settled":
        this.#pending.answer(data.id, data);
        break;
      default:
        this.#options.onMessage(this, data);
    }
  }

  #end(how: string, signal: NodeJS.Signals | null = null): void {
    const wanted = this.#ending === "";
    const last = /^\w*Error.*$/m.exec(this.#said)?.[0];
    const why = this.#ending || (last === undefined ? how : `${how} (${last})`);
    const blamed = this.#mayBlame(signal) ? this.#crashMarker.read() : null;
    this.#ending ??= how;
    this.#crashMarker[Symbol.dispose]();
    for (const socket of this.#inTransit) socket.destroy();
    closeUndelivered(this.#child);
    const lost = new HostLost(`Host ${this.number} is gone: ${why}.`);
    this.#pending.fail(lost);
    this.#ready.reject(lost);
    this.#gone.resolve();
    if (!wanted) this.#options.log.warn({ host: this.number, hostPid: this.pid, why, blamed }, "a host is gone");
    this.#options.onGone(this, blamed);
  }

  /** A room may hold its host up or crash it, but it cannot send the signals that people and systems send. */
  #mayBlame(signal: NodeJS.Signals | null): boolean {
    if (this.#ending !== null) return this.#ending !== "";
    return signal !== "SIGKILL" && signal !== "SIGTERM" && signal !== "SIGINT";
  }
}

function isAnswer<Type extends HostAnswer["type"]>(answer: HostAnswer, type: Type): answer is Answer<Type> {
  return answer.type === type;
}
