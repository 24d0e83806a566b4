// Runs a guest: events, promise jobs, rejections, and stopping a turn at a limit.
import type { Fault, GuestEvent, PeerId, Program, Storage } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import { dynamicImportRefusal, importRefusal } from "../../protocol/refusals.ts";
import type { BootImage } from "./boot-image.ts";
import { CallSites, Diagnostics, Rejections } from "./diagnostics.ts";
import { Effects, type EffectsOwner, nothingThrown } from "./effects.ts";
import { type EngineOwner, type FuelLimit, FuelMeter, type QuickJs } from "./engine.ts";
import { type Address, exceptionValue, intValue, undefinedValue, type Value } from "./engine-memory.ts";
import { isOutOfMemory, type Stop, StopSignal, stopFault, stopOf, type Thrown, thrownFault } from "./fault.ts";
import { noTrace, SourcePlaces, type Trace } from "./source-places.ts";

/** After this share of a turn's fuel, a delivery yields to the host before its next event. */
const yieldShare = 0.1;
const maxFaultsPerTurn = 16;
/** Faults of one delivery whose place in the source is determined. */
const maxPlaced = 20;
const nearlyFullBytes = 256 << 10;

type Phase = "linking" | "running" | "over";

const nothingStored: Storage = { get: () => undefined, keys: () => [], set: () => 0, delete: () => false };

export class GuestRun implements EngineOwner, EffectsOwner {
  readonly engine: QuickJs;
  readonly limits: Limits;
  readonly storage: Storage;
  readonly effects: Effects;
  readonly fuelMeter: FuelMeter;
  readonly places: SourcePlaces;
  readonly rejections: Rejections;
  readonly diagnostics: Diagnostics;
  readonly callSites: CallSites;
  readonly #image: BootImage;
  readonly #program: Program;

  turnLimit: FuelLimit = "turnFuel";
  #phase: Phase = "linking";
  /** Handlers in the events style receive text as bytes, so it never becomes a string. */
  #textAsBytes = false;
  #nowMs = 0;
  #jobs = 0;
  #faults = 0;
  /** Faults since `begin`. */
  #described = 0;
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

  constructor(image: BootImage, engine: QuickJs, limits: Limits, program: Program, storage: Storage = nothingStored) {
    this.engine = engine;
    this.limits = limits;
    this.storage = storage;
    this.#image = image;
    this.#program = program;
    this.places = new SourcePlaces(program);
    this.effects = new Effects(this);
    this.fuelMeter = new FuelMeter(engine, limits);
    this.rejections = new Rejections(engine);
    this.diagnostics = new Diagnostics(engine, image, this.effects, this.fuelMeter);
    this.callSites = new CallSites(engine, image, this.places);
    engine.owner = this;
  }

  begin(nowMs: number): void {
    this.#nowMs = nowMs;
    this.fuelMeter.reset();
    this.#described = 0;
    this.callSites.fuel = 0;
  }

  /** Imports from here on are dynamic. */
  linked(): void {
    this.#phase = "running";
  }

  /** The guest library has read the module's exports, so events can be delivered. */
  loaded(): void {
    const takesBytes = this.#image.listenerEntries.textBytes !== undefinedValue;
    this.#textAsBytes = takesBytes && this.effects.found?.style === "events";
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
    this.fuelMeter.grant(this.limits[this.turnLimit]);
    const result = this.#callListener(event);
    if (result === exceptionValue) this.#caught(peer);
    else this.engine.free(result);
    this.endIfInterrupted(nothingThrown);
  }

  /** Runs promise jobs until none is left; false if the delivery should yield first. */
  settle(peer: PeerId | null): boolean {
    const { jobsPerSlice, [this.turnLimit]: turnFuel } = this.limits;
    for (;;) {
      this.pending = !this.mayContinue && this.engine.hasJobs;
      if (this.pending) return false;
      this.fuelMeter.grant(turnFuel);
      for (let ran = 0; ran < jobsPerSlice; ran++) {
        if (this.runJob(peer)) continue;
        const reasons = this.rejections.take();
        for (const reason of reasons) this.reportThrown("rejection", this.diagnostics.describe(reason), peer);
        // Only a learner's getters, which run to describe a rejection, can leave jobs now.
        this.pending = reasons.length > 0 && this.engine.hasJobs;
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
  end(error: unknown, fuelLimit: FuelLimit): void {
    const stop = stopOf(error, {
      known: this.#stop,
      whenSpent: { kind: "cpu", limit: this.fuelMeter.reached === "wall" ? "turnWallMs" : fuelLimit },
      fuelIsSpent: this.engine.fuel < 0,
      memoryIsFull: this.engine.memory.bytes.length > this.limits.memoryBytes - nearlyFullBytes,
    });
    const trace = this.#stopTrace ?? this.places.traceOfCall(this.#stackAtInterrupt || this.diagnostics.stack());
    this.#phase = "over";
    this.fault = stopFault(stop, this.limits, trace, this.#program.version);
  }

  /** Stops the turn if JavaScript was interrupted, even if engine code swallowed the exception. */
  endIfInterrupted(thrown: Thrown): void {
    if (this.fuelMeter.reached === null) return;
    this.#stopTrace =
      thrown.stack === "" ? this.places.traceOfCall(this.#stackAtInterrupt) : this.places.traceOfRunning(thrown.stack);
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

  packageOf(name: string): Uint8Array | undefined {
    return this.#image.packages.get(name);
  }

  /** Names the function in the engine's "not a function". */
  explain(thrown: Thrown): Thrown {
    if (thrown.name !== "TypeError" || thrown.message !== "not a function") return thrown;
    const callee = this.places.callee(thrown.stack);
    return callee === null ? thrown : { ...thrown, message: `${callee} is not a function` };
  }

  reportThrown(kind: "error" | "rejection", thrown: Thrown, peer: PeerId | null): void {
    this.#faults += 1;
    this.#described += 1;
    if (!isOutOfMemory(thrown) && this.#faults > maxFaultsPerTurn) return;
    // Reading a stack is the host's work: a delivery of many failing events gets the places of the first ones only.
    const isPlaced = isOutOfMemory(thrown) || this.#described <= maxPlaced;
    const trace = isPlaced ? this.places.trace(thrown.stack) : noTrace;
    if (isOutOfMemory(thrown)) {
      this.#stop = { kind: "memory", limit: "memoryBytes" };
      this.#stopTrace = trace.place === null ? null : trace;
      throw new StopSignal();
    }
    this.effects.add({
      type: "fault",
      fault: thrownFault(kind, isPlaced ? this.explain(thrown) : thrown, trace, peer, this.#program.version),
    });
  }

  /** Handles an exception that reached the host: an interrupt, or one that the handler did not catch. */
  #caught(peer: PeerId | null): void {
    const thrown = this.diagnostics.describe(this.engine.exception());
    this.endIfInterrupted(thrown);
    this.reportThrown("error", thrown, peer);
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

  /** Converts bytes to guest strings and arrays directly, without host strings. Returns the guest's result, or `exceptionValue`. */
  #callListener(event: GuestEvent): Value {
    const { entries, listenerEntries: listener } = this.#image;
    const { values } = this.engine;
    switch (event.type) {
      case "text":
        return this.#textAsBytes
          ? this.#data(listener.textBytes, event.peer, values.newBytes(event.data))
          : this.#data(listener.text, event.peer, values.newText(event.data));
      case "binary":
      case "ping":
      case "pong":
        return this.#data(listener[event.type], event.peer, values.newBytes(event.data));
      case "open": {
        const { peer, request, protocol, resumed, dial = -1 } = event;
        return this.#call(entries.open, peer, JSON.stringify(request), protocol, resumed ? 1 : 0, dial);
      }
      case "upgrade":
        return this.#call(entries.upgrade, event.ticket, JSON.stringify(event.request));
      case "close":
        return this.#call(listener.close, event.peer, event.code, event.reason);
      case "error":
        return this.#call(listener.error, event.peer, event.code, event.message);
      case "flow":
        return this.#call(listener.flow, event.peer, event.unsent);
      case "dialRefused":
        return this.#call(listener.dialRefused, event.id, event.status);
      case "result":
        return this.#call(listener.result, event.id, event.value, event.status, event.message);
      case "wake":
      case "client":
      case "shutdown":
      case "retire":
        return this.#call(listener[event.type]);
    }
    return event satisfies never;
  }

  /** A message: most events are one. */
  #data(fn: Value, peer: PeerId, value: Value): Value {
    if (value === exceptionValue) return value;
    this.engine.argumentInt(0, peer);
    this.engine.argumentValue(1, value);
    const result = this.engine.call(fn, this.#image.listener, 2);
    this.engine.free(value);
    return result;
  }

  /** Numbers are integers of 32 bits. */
  #call(fn: Value, ...args: readonly (number | string | Uint8Array)[]): Value {
    const { engine } = this;
    const values = args.map((arg) => this.#valueOf(arg));
    values.forEach((value, index) => {
      engine.argumentValue(index, value);
    });
    const failed = values.includes(exceptionValue);
    const result = failed ? exceptionValue : engine.call(fn, this.#image.listener, values.length);
    for (const value of values) if (value !== exceptionValue) engine.free(value);
    return result;
  }

  #valueOf(arg: number | string | Uint8Array): Value {
    if (typeof arg === "number") return intValue(arg);
    return typeof arg === "string" ? this.engine.values.newText(Buffer.from(arg)) : this.engine.values.newBytes(arg);
  }
}
