// Runs a guest: fuel, promise jobs, rejections, and stopping a turn at a limit.
import type { Fault, GuestEvent, PeerId, Program } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import { dynamicImportRefusal, importRefusal } from "../../protocol/refusals.ts";
import type { BootImage } from "./boot-image.ts";
import { CallSites, Diagnostics } from "./diagnostics.ts";
import { Effects, type EffectsOwner, nothingThrown } from "./effects.ts";
import type { EngineOwner, QuickJs } from "./engine.ts";
import { type Address, exceptionValue, undefinedValue, type Value } from "./engine-exports.ts";
import { EventCaller } from "./events.ts";
import { isOutOfMemory, type Stop, StopSignal, stopFault, stopOf, type Thrown, thrownFault } from "./fault.ts";
import { FuelMeter } from "./fuel-meter.ts";
import { Rejections } from "./rejections.ts";
import { noTrace, SourcePlaces, type Trace } from "./source-places.ts";

/** After this share of a turn's fuel, a delivery yields to the host before its next event. */
const yieldShare = 0.1;
const maxFaultsPerTurn = 16;
const nearlyFullBytes = 256 << 10;

type Phase = "linking" | "running" | "over";

export class GuestRun implements EngineOwner, EffectsOwner {
  readonly engine: QuickJs;
  readonly limits: Limits;
  readonly effects: Effects;
  readonly fuelMeter: FuelMeter;
  readonly places: SourcePlaces;
  readonly rejections: Rejections;
  readonly diagnostics: Diagnostics;
  readonly callSites: CallSites;
  readonly #image: BootImage;
  readonly #program: Program;
  readonly #caller: EventCaller;

  #phase: Phase = "linking";
  #nowMs = 0;
  #jobs = 0;
  #faults = 0;
  /** Why and where the turn is being stopped, unless it ran out of fuel. */
  #stop: Stop | null = null;
  #stopTrace: Trace | null = null;
  /** For handlers that remove the stack from errors, and engine code that swallows them. */
  #stackAtInterrupt = "";
  /** The first refused static import. */
  refused: string | null = null;
  fault: Fault | null = null;
  /** Promise jobs are left after the last `settle`. */
  pending = false;

  constructor(image: BootImage, engine: QuickJs, limits: Limits, program: Program) {
    this.engine = engine;
    this.limits = limits;
    this.#image = image;
    this.#program = program;
    this.places = new SourcePlaces(program);
    this.effects = new Effects(this);
    this.fuelMeter = new FuelMeter(engine, limits);
    this.rejections = new Rejections(engine);
    this.diagnostics = new Diagnostics(engine, image, this.effects, this.fuelMeter);
    this.callSites = new CallSites(engine, image, this.places);
    this.#caller = new EventCaller(engine, image);
    engine.owner = this;
  }

  begin(nowMs: number): void {
    this.#nowMs = nowMs;
    this.fuelMeter.reset();
    this.callSites.fuel = 0;
  }

  /** Imports from here on are dynamic. */
  linked(): void {
    this.#phase = "running";
  }

  /** The guest library has read the module's exports, so events can be delivered. */
  loaded(): void {
    const takesBytes = this.#image.listenerEntries.textBytes !== undefinedValue;
    this.#caller.textAsBytes = takesBytes && this.effects.found?.style === "events";
  }

  close(): void {
    this.#phase = "over";
  }

  /** False once this delivery should yield to the host. */
  get mayContinue(): boolean {
    return this.fuelMeter.used + this.callSites.fuel < this.limits.turnFuel * yieldShare;
  }

  deliver(event: GuestEvent, peer: PeerId | null): void {
    this.effects.beginTurn();
    this.#faults = 0;
    this.#jobs = 0;
    if (event.type === "wake") this.effects.wakeAtMs = null;
    this.fuelMeter.grant(this.limits.turnFuel);
    const result = this.#caller.call(event);
    if (result === exceptionValue) this.#caught(peer);
    else this.engine.free(result);
    this.endIfInterrupted(nothingThrown);
  }

  /** Runs promise jobs until none is left; false if the delivery should yield first. */
  settle(peer: PeerId | null): boolean {
    const { jobsPerSlice, turnFuel } = this.limits;
    for (;;) {
      this.pending = !this.mayContinue && this.engine.hasJobs;
      if (this.pending) return false;
      this.fuelMeter.grant(turnFuel);
      for (let ran = 0; ran < jobsPerSlice; ran++) {
        if (this.runJob(peer)) continue;
        // Only a learner's getters, which run to describe a rejection, can leave jobs now.
        this.pending = this.#reportRejections(peer) && this.engine.hasJobs;
        return true;
      }
    }
  }

  /** False if there was none. */
  runJob(peer: PeerId | null): boolean {
    const ran = this.engine.runJob();
    if (ran === 0) {
      this.#jobs = 0;
      return false;
    }
    if (ran < 0) this.#caught(peer);
    this.endIfInterrupted(nothingThrown);
    this.#jobs += 1;
    if (this.#jobs >= this.limits.jobsPerTurn) this.#tooManyJobs();
    return true;
  }

  /** Stops the handler after the engine threw `error`. Rethrows errors that the learner did not cause. */
  end(error: unknown, fuelLimit: "turnFuel" | "loadFuel"): void {
    const stop = stopOf(error, {
      known: this.#stop,
      whenSpent: { kind: "cpu", limit: this.fuelMeter.reached === "wall" ? "turnWallMs" : fuelLimit },
      fuelIsSpent: this.fuelMeter.isSpent,
      memoryIsFull: this.engine.memory.bytes.length > this.limits.memoryBytes - nearlyFullBytes,
    });
    const trace = this.#stopTrace ?? this.#lastTrace();
    this.#phase = "over";
    this.fault = stopFault(stop, this.limits, trace, this.#program.version);
  }

  /** Stops the turn if JavaScript was interrupted, even if engine code swallowed the exception. */
  endIfInterrupted(thrown: Thrown): void {
    if (this.fuelMeter.reached === null) return;
    const trace = this.places.traceOfRunning(thrown.stack);
    this.#stopTrace = trace.place === null ? this.places.traceOfRunning(this.#stackAtInterrupt) : trace;
    throw new StopSignal();
  }

  // EngineOwner

  interrupt(): boolean {
    if (this.#phase === "over") throw new StopSignal();
    if (this.diagnostics.sampled !== null) return this.diagnostics.sample(this.diagnostics.sampled);
    const interrupts = this.fuelMeter.shouldInterrupt();
    if (interrupts && !this.diagnostics.describing && this.#stackAtInterrupt === "") {
      this.#stackAtInterrupt = this.diagnostics.stack();
    }
    return interrupts;
  }

  hostCall(op: number, argc: number, argv: Address): Value {
    return this.#phase === "over" ? undefinedValue : this.effects.call(op, argc, argv);
  }

  rejection(promise: Address, reason: Address, handled: boolean): void {
    this.rejections.note(promise, reason, handled);
  }

  refuseImport(name: string): string | null {
    if (this.#phase !== "linking") return dynamicImportRefusal(name);
    if (this.#image.modules.has(name)) return null;
    this.refused ??= name;
    return importRefusal(name) ?? `"${name}" is not available in this sandbox.`;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Only called while the engine boots: Math.random is seeded in its memory. */
  random(bytes: Uint8Array): void {
    bytes.fill(0);
  }

  // EffectsOwner

  stop(stop: Stop): never {
    this.#stop = stop;
    this.#stopTrace = this.places.trace(this.diagnostics.stack());
    throw new StopSignal();
  }

  lineOf(stack: string): number | null {
    return stack === "" ? null : (this.places.trace(stack).place?.line ?? null);
  }

  lineNow(): number | null {
    return this.callSites.enabled ? this.callSites.now() : null;
  }

  /** Names the function in the engine's "not a function". */
  explain(thrown: Thrown): Thrown {
    if (thrown.name !== "TypeError" || thrown.message !== "not a function") return thrown;
    const callee = this.places.callee(thrown.stack);
    return callee === null ? thrown : { ...thrown, message: `${callee} is not a function` };
  }

  reportThrown(kind: "error" | "rejection", thrown: Thrown, peer: PeerId | null): void {
    const trace = this.places.trace(thrown.stack);
    if (isOutOfMemory(thrown)) {
      this.#stop = { kind: "memory", limit: "memoryBytes" };
      this.#stopTrace = trace.place === null ? null : trace;
      throw new StopSignal();
    }
    this.#faults += 1;
    if (this.#faults > maxFaultsPerTurn) return;
    this.effects.add({
      type: "fault",
      fault: thrownFault(kind, this.explain(thrown), trace, peer, this.#program.version),
    });
  }

  /** Handles an exception that reached the host: an interrupt, or one that the handler did not catch. */
  #caught(peer: PeerId | null): void {
    const thrown = this.diagnostics.describe(this.engine.exception());
    this.endIfInterrupted(thrown);
    this.reportThrown("error", thrown, peer);
  }

  /** False if there were none. */
  #reportRejections(peer: PeerId | null): boolean {
    const reasons = this.rejections.take();
    for (const reason of reasons) this.reportThrown("rejection", this.diagnostics.describe(reason), peer);
    return reasons.length > 0;
  }

  #tooManyJobs(): never {
    this.#stop = { kind: "cpu", limit: "jobsPerTurn" };
    this.#stopTrace = noTrace;
    for (const stack of this.diagnostics.sampleStacks()) {
      this.#stopTrace = this.places.trace(stack);
      if (this.#stopTrace.place !== null) break;
    }
    throw new StopSignal();
  }

  #lastTrace(): Trace {
    if (this.#stackAtInterrupt !== "") return this.places.traceOfRunning(this.#stackAtInterrupt);
    return this.places.trace(this.diagnostics.stack());
  }
}
