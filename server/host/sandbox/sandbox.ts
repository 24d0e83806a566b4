// One learner's handler in an instance of its own: events in, effects out, stopped at its limits.
import { doorFunctions } from "../../protocol/door.ts";
import type { Fault, GuestEvent, Loaded, PeerId, Problem, Program, Sandbox, Turn } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import { Effects } from "./effects.ts";
import type { EngineOwner, QuickJs } from "./engine.ts";
import { type Address, exceptionValue, type Value } from "./engine-exports.ts";
import { endOf, StopSignal } from "./ending.ts";
import { EventCaller } from "./events.ts";
import { isOutOfMemory, type Stop, stopFault, type Thrown, thrownFault, thrownText } from "./fault.ts";
import { Gauge } from "./gauge.ts";
import type { Image } from "./image.ts";
import { importRefusal } from "./imports.ts";
import { Rejections } from "./rejections.ts";
import { type Place, SourcePlaces, type Trace } from "./source-places.ts";

/** After this share of a turn's fuel a delivery starts no further entry, so that the host looks up in between. */
const lookUpShare = 0.1;
/** What reading an error or a stack may cost: it runs a learner's getters. */
const describeFuel = 400_000;
const mostFaultsPerTurn = 16;
const nearlyFullBytes = 256 << 10;

/** `dying`: a turn was ended inside the engine and only one thing is still asked of it, where it was. */
type Phase = "linking" | "running" | "dying" | "over";

/** The door's functions that answer the host, and ask nothing of it. */
function isAnswer(op: number): boolean {
  return doorFunctions[op] === "describe";
}

export class GuestSandbox implements Sandbox, EngineOwner {
  readonly engine: QuickJs;
  readonly limits: Limits;
  readonly #image: Image;
  readonly #effects: Effects;
  readonly #gauge: Gauge;
  readonly #caller: EventCaller;
  readonly #rejections: Rejections;
  readonly #release: (healthy: boolean) => void;
  #phase: Phase = "linking";
  #program: Program = { version: 0, js: "", map: "", file: "handler.ts" };
  #places = new SourcePlaces(this.#program);
  #nowMs = 0;
  #jobs = 0;
  #faults = 0;
  /** Set while a turn is being ended from inside the engine. */
  #stop: Stop | null = null;
  #stopTrace: Trace | null = null;
  #refused: string | null = null;
  #fault: Fault | null = null;
  #released = false;

  constructor(image: Image, engine: QuickJs, limits: Limits, release: (healthy: boolean) => void) {
    this.#image = image;
    this.engine = engine;
    this.limits = limits;
    this.#release = release;
    this.#effects = new Effects(this);
    this.#gauge = new Gauge(engine, limits);
    this.#caller = new EventCaller(engine, image);
    this.#rejections = new Rejections(engine);
    engine.owner = this;
  }

  load(program: Program, nowMs: number): Loaded {
    this.#program = program;
    this.#places = new SourcePlaces(program);
    this.#begin(nowMs);
    this.#gauge.grant(this.limits.loadFuel);
    let problem: Problem | null = null;
    try {
      problem = this.#evaluate();
    } catch (error) {
      this.#end(error, "loadFuel");
    }
    const turn = this.#turn(0);
    if (turn.fault !== null) problem = problemOf(turn.fault.message, turn.fault);
    const { found } = this.#effects;
    if (problem !== null) return { ok: false, turn, problems: [problem] };
    if (found === null || found.style === null) {
      return { ok: false, turn, problems: [problemOf(found?.problem ?? "The handler did not load.", null)] };
    }
    return { ok: true, turn, style: found.style, hasUpgrade: found.hasUpgrade };
  }

  deliver(events: readonly GuestEvent[], nowMs: number): Turn {
    if (this.#fault !== null) return this.#turn(0);
    this.#begin(nowMs);
    const most = this.limits.turnFuel * lookUpShare;
    let consumed = 0;
    let peer: PeerId | null = null;
    try {
      let settled = this.#settle(null);
      while (settled && consumed < events.length && this.#gauge.used < most) {
        const event = events[consumed];
        if (event === undefined) break;
        consumed += 1;
        peer = "peer" in event ? event.peer : null;
        this.#give(event, peer);
        settled = this.#settle(peer);
      }
    } catch (error) {
      this.#end(error, "turnFuel");
    }
    return this.#turn(consumed);
  }

  [Symbol.dispose](): void {
    if (this.#released) return;
    this.#released = true;
    this.#phase = "over";
    this.#release(this.#fault === null);
  }

  // What the engine asks while it runs.

  interrupt(): boolean {
    const answer = this.#phase === "over" ? "stop" : this.#gauge.ask();
    if (answer === "stop") throw new StopSignal();
    return answer === "interrupt";
  }

  port(op: number, argc: number, argv: Address): void {
    if (this.#phase === "over" || (this.#phase === "dying" && !isAnswer(op))) return;
    this.#effects.call(op, argc, argv);
  }

  rejection(promise: Address, reason: Address, handled: boolean): void {
    this.#rejections.note(promise, reason, handled);
  }

  refuseImport(name: string): string | null {
    const kind = this.#phase === "linking" ? "static" : "dynamic";
    if (kind === "static" && this.#image.modules.has(name)) return null;
    if (kind === "static") this.#refused ??= name;
    return importRefusal(name, kind, this.#image.modules);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** The engine asks for random bytes while it boots only: Math.random is seeded in its memory. */
  random(bytes: Uint8Array): void {
    bytes.fill(0);
  }

  // What effects need.

  stop(stop: Stop): never {
    this.#stop = stop;
    this.#stopTrace = this.#places.trace(this.#where());
    throw new StopSignal();
  }

  lineOf(stack: string): number | null {
    return stack === "" ? null : (this.#places.trace(stack).place?.line ?? null);
  }

  threw(kind: "error" | "rejection", thrown: Thrown, peer: PeerId | null): void {
    const trace = this.#places.trace(thrown.stack);
    if (isOutOfMemory(thrown)) {
      this.#stop = { kind: "memory", limit: "memoryBytes" };
      this.#stopTrace = trace.place === null ? null : trace;
      throw new StopSignal();
    }
    this.#faults += 1;
    if (this.#faults > mostFaultsPerTurn) return;
    this.#effects.add({ type: "fault", fault: thrownFault(kind, thrown, trace, peer, this.#program.version) });
  }

  // One turn.

  #begin(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#gauge.reset();
  }

  #give(event: GuestEvent, peer: PeerId | null): void {
    this.#effects.beginTurn();
    this.#faults = 0;
    this.#jobs = 0;
    if (event.type === "wake") this.#effects.wakeAtMs = null;
    this.#gauge.grant(this.limits.turnFuel);
    const result = this.#caller.call(event);
    if (result === exceptionValue) this.#caught("error", peer);
    else this.engine.free(result);
  }

  /** Runs promise jobs until none is left; false when the host should look up first. */
  #settle(peer: PeerId | null): boolean {
    const { jobsPerSlice, jobsPerTurn, turnFuel } = this.limits;
    const most = turnFuel * lookUpShare;
    let inSlice = jobsPerSlice;
    for (;;) {
      if (inSlice === jobsPerSlice) {
        if (this.#gauge.used >= most) return !this.engine.hasJobs && this.#settled(peer);
        this.#gauge.grant(turnFuel);
        inSlice = 0;
      }
      const ran = this.engine.runJob();
      if (ran === 0) return this.#settled(peer);
      if (ran < 0) this.#caught("error", peer);
      inSlice += 1;
      this.#jobs += 1;
      if (this.#jobs > jobsPerTurn) this.#tooManyJobs();
    }
  }

  #settled(peer: PeerId | null): true {
    this.#jobs = 0;
    for (const reason of this.#rejections.take()) {
      this.#describe(reason);
      this.engine.free(reason);
      this.threw("rejection", this.#effects.described, peer);
    }
    return true;
  }

  /** An exception reached the host: a limit's, or one that a learner threw where nobody could catch it. */
  #caught(kind: "error", peer: PeerId | null): void {
    const error = this.engine.exception();
    this.#describe(error);
    this.engine.free(error);
    const { described } = this.#effects;
    if (this.#gauge.reached === null) return this.threw(kind, described, peer);
    this.#stopTrace = this.#places.traceOfRunning(described.stack);
    throw new StopSignal();
  }

  /** Lets one more job run a little, so that the engine stands somewhere in the learner's code. */
  #tooManyJobs(): never {
    this.#stop = { kind: "cpu", limit: "jobsPerTurn" };
    this.#gauge.grant(2000);
    while (this.engine.runJob() !== 0);
    throw new StopSignal();
  }

  /** Fills `effects.described`. Runs the guest, with fuel of its own. */
  #describe(error: Value): void {
    this.#effects.described = { name: "", message: "", stack: "" };
    const { reached } = this.#gauge;
    this.#gauge.grant(describeFuel);
    this.engine.argumentValue(0, error);
    const result = this.engine.call(this.#image.entries.describe, this.#image.listener, 1);
    if (result === exceptionValue) this.engine.free(this.engine.exception());
    this.#gauge.reached = reached;
  }

  /**
   * The engine's own stack at this moment, asked of the bridge. After a trap it is the last thing asked: the engine's
   * frames still stand, and whatever a broken engine says is cut and read as a stack.
   */
  #where(): string {
    this.#effects.described = { name: "", message: "", stack: "" };
    this.#phase = "dying";
    this.#gauge.grant(describeFuel);
    try {
      this.engine.call(this.#image.entries.where, this.#image.listener, 0);
    } catch {
      return "";
    }
    return this.#effects.described.stack;
  }

  #end(error: unknown, fuelLimit: "turnFuel" | "loadFuel"): void {
    const spent: Stop = { kind: "cpu", limit: this.#gauge.reached === "wall" ? "turnWallMs" : fuelLimit };
    const stop = endOf(error, this.#stop, spent, this.#memoryIsFull());
    const trace = this.#stopTrace ?? this.#places.trace(this.#where());
    this.#phase = "over";
    this.#fault = stopFault(stop, this.limits, trace, this.#program.version);
  }

  #memoryIsFull(): boolean {
    return this.engine.memory.bytes.length > this.limits.memoryBytes - nearlyFullBytes;
  }

  #turn(consumed: number): Turn {
    return {
      effects: this.#effects.take(),
      consumed,
      pending: this.#fault === null && this.engine.hasJobs,
      wakeAtMs: this.#fault === null ? this.#effects.wakeAtMs : null,
      fuel: this.#gauge.used,
      fault: this.#fault,
    };
  }

  // Loading.

  #evaluate(): Problem | null {
    const { engine } = this;
    const promise = engine.evaluate(this.#program.js, this.#program.file, "module");
    this.#phase = "running";
    if (promise === exceptionValue) return this.#loadProblem(engine.exception());
    for (let jobs = 0; engine.runJob() !== 0; jobs++) if (jobs > this.limits.jobsPerTurn) this.#tooManyJobs();
    const state = engine.promiseState(promise);
    if (state === 0) return problemOf(unfinished, null);
    const result = engine.promiseResult(promise);
    if (state === 2) return this.#loadProblem(result);
    engine.argumentValue(0, result);
    const answer = engine.call(this.#image.entries.loaded, this.#image.listener, 1);
    return answer === exceptionValue ? this.#loadProblem(engine.exception()) : null;
  }

  #loadProblem(error: Value): Problem {
    if (this.#gauge.reached !== null) {
      this.#describe(error);
      this.#stopTrace = this.#places.traceOfRunning(this.#effects.described.stack);
      throw new StopSignal();
    }
    this.#describe(error);
    this.engine.free(error);
    this.#rejections.clear();
    const { described } = this.#effects;
    if (isOutOfMemory(described)) this.threw("error", described, null);
    if (this.#refused !== null) return problemOf(described.message, this.#places.importOf(this.#refused));
    return problemOf(thrownText(described), this.#places.trace(described.stack).place);
  }
}

const unfinished =
  "The top level of your handler still waits for something, so nothing can be served. Move that await into a function.";

function problemOf(message: string, place: { line: number | null; column: number | null } | Place | null): Problem {
  return { line: place?.line ?? 1, column: place?.column ?? 1, message, severity: "error" };
}
