// Queries a guest: what was thrown or rejected, where it stopped, and which line makes the current call.
import type { BootImage } from "./boot-image.ts";
import { type Effects, maxStack, nothingThrown } from "./effects.ts";
import type { FuelMeter, QuickJs } from "./engine.ts";
import { type Address, exceptionValue, type Value } from "./engine-memory.ts";
import type { Thrown } from "./fault.ts";
import type { SourcePlaces } from "./source-places.ts";

/** Fuel for one query: reading an error runs a learner's getters. */
const queryFuel = 400_000;
/** Stack samples of one promise job, each started from the same saved memory, and the bytes that may be copied for them. */
const maxSamples = 40;
const maxCopiedBytes = 96 << 20;
const maxInterrupts = 12;
const oneJobFuel = 1_000_000;

export class Diagnostics {
  readonly #engine: QuickJs;
  readonly #image: BootImage;
  readonly #effects: Effects;
  readonly #fuelMeter: FuelMeter;
  /** True while an error is read: an interrupt then stops the reading, not the handler. */
  describing = false;
  /** The stacks seen so far while every interrupt of the engine is sampled. */
  sampled: string[] | null = null;

  constructor(engine: QuickJs, image: BootImage, effects: Effects, fuelMeter: FuelMeter) {
    this.#engine = engine;
    this.#image = image;
    this.#effects = effects;
    this.#fuelMeter = fuelMeter;
  }

  /** Reads the name, message and stack of a thrown value. Takes ownership of it. */
  describe(error: Value): Thrown {
    const { reached } = this.#fuelMeter;
    this.describing = true;
    this.#effects.described = nothingThrown;
    this.#fuelMeter.grant(queryFuel);
    this.#engine.argumentValue(0, error);
    const result = this.#engine.call(this.#image.entries.describe, this.#image.listener, 1);
    if (result === exceptionValue) this.#engine.free(this.#engine.exception());
    this.#engine.free(error);
    this.describing = false;
    this.#fuelMeter.reached = reached;
    return this.#effects.described;
  }

  /** The engine's current stack, with the engine's own limits lifted. Works after a trap too: the frames are still there. */
  stack(): string {
    this.#fuelMeter.grant(queryFuel);
    this.#engine.liftLimits();
    // A pending exception would be mistaken for one thrown by the query.
    this.#engine.free(this.#engine.exception());
    return this.#readStack();
  }

  /**
   * Stacks from the middle of the next promise job: first at the engine's own interrupts, then after a little more fuel
   * each time. Restores the same memory in between; the handler does not run again.
   */
  *sampleStacks(): Generator<string> {
    this.#effects.ignoresCalls = true;
    const { bytes } = this.#engine.memory;
    const saved = { bytes: Uint8Array.from(bytes), stackPointer: this.#engine.exports.__stack_pointer.value };
    this.sampled = [];
    this.#engine.memory.setInt32(this.#image.interruptCounter, 1);
    const jobFuel = this.#runOneJob(oneJobFuel);
    yield* this.sampled;
    this.sampled = null;
    const count = Math.min(maxSamples, Math.floor(maxCopiedBytes / saved.bytes.length), jobFuel);
    for (let i = 0; i < count; i++) {
      this.#engine.memory.bytes.set(saved.bytes);
      this.#engine.exports.__stack_pointer.value = saved.stackPointer;
      this.#runOneJob(Math.floor((jobFuel * i) / count));
      yield this.stack();
    }
  }

  /** Handles an interrupt while sampling: true once there are enough samples. */
  sample(seen: string[]): boolean {
    seen.push(this.#readStack());
    this.#engine.memory.setInt32(this.#image.interruptCounter, 1);
    this.#fuelMeter.grant(oneJobFuel);
    return seen.length >= maxInterrupts;
  }

  /** Returns the fuel that it used. */
  #runOneJob(fuel: number): number {
    this.#fuelMeter.grant(fuel);
    try {
      this.#engine.runJob();
    } catch {
      // Running out of fuel in the middle of the job is the purpose.
    }
    return fuel - this.#engine.fuel;
  }

  /** The result is cut and parsed as a stack even if the engine is broken. */
  #readStack(): string {
    const { ignoresCalls } = this.#effects;
    this.#effects.described = nothingThrown;
    this.#effects.ignoresCalls = true;
    this.#fuelMeter.grant(queryFuel);
    try {
      this.#engine.call(this.#image.entries.where, this.#image.listener, 0);
    } catch {
      return "";
    } finally {
      this.#effects.ignoresCalls = ignoresCalls;
    }
    return this.#effects.described.stack;
  }
}

/** Fuel for one line query, which needs little unless the engine collects garbage meanwhile. */
const lineFuel = 20_000_000;
/** Fuel charged to the room for one line query. */
const chargedFuel = 2_000;
/** Stacks whose line is cached: a handler has few places that send. */
const maxCached = 500;

/** Finds the line of the handler that makes the current call, from the guest's own stack in the middle of a turn. */
export class CallSites {
  /** Off by default, because each query costs some microseconds. */
  enabled = false;
  /** Fuel charged since the owner set it to zero. */
  fuel = 0;
  readonly #engine: QuickJs;
  readonly #image: BootImage;
  readonly #places: SourcePlaces;
  readonly #known = new Map<string, number | null>();

  constructor(engine: QuickJs, image: BootImage, places: SourcePlaces) {
    this.#engine = engine;
    this.#image = image;
    this.#places = places;
  }

  /** Null if the stack contains no line of the handler. Uses none of the handler's fuel. */
  now(): number | null {
    const { fuel } = this.#engine;
    this.#engine.fuel = fuel + lineFuel;
    const stack = this.#stack();
    this.#engine.fuel = fuel;
    this.fuel += chargedFuel;
    return this.#lineOf(stack);
  }

  /** Empty if the handler has no stack space or memory left. */
  #stack(): string {
    const engine = this.#engine;
    const answer = engine.call(this.#image.entries.place, this.#image.listener, 0);
    if (answer === exceptionValue) {
      engine.free(engine.exception());
      return "";
    }
    const text = engine.values.textBytes(answer, maxStack)?.toString("utf8") ?? "";
    engine.free(answer);
    return text;
  }

  #lineOf(stack: string): number | null {
    const known = this.#known.get(stack);
    if (known !== undefined) return known;
    const line = this.#places.trace(stack).place?.line ?? null;
    if (this.#known.size >= maxCached) this.#known.clear();
    this.#known.set(stack, line);
    return line;
  }
}

/** Further rejections in the same turn are ignored. */
const maxRejections = 32;

/** Rejected promises without a handler, kept until one is attached or the turn ends. */
export class Rejections {
  readonly #engine: QuickJs;
  /** The boxes of promise and reason, keyed by promise. */
  readonly #open = new Map<Value, { readonly promise: Address; readonly reason: Address }>();

  constructor(engine: QuickJs) {
    this.#engine = engine;
  }

  /** Takes ownership of the boxes; 0 if the engine had no memory for one. */
  note(promise: Address, reason: Address, handled: boolean): void {
    const key = promise === 0 ? null : this.#engine.memory.valueAt(promise);
    const keep = key !== null && reason !== 0 && !handled && this.#open.size < maxRejections && !this.#open.has(key);
    if (keep) {
      this.#open.set(key, { promise, reason });
      return;
    }
    if (handled && key !== null) this.#drop(key);
    this.#free(promise, reason);
  }

  /** Removes and returns the reasons of unhandled rejections; the caller owns them. */
  take(): Value[] {
    if (this.#open.size === 0) return [];
    const boxes = [...this.#open.values()];
    this.#open.clear();
    return boxes.map(({ promise, reason }) => {
      const value = this.#engine.memory.valueAt(reason);
      this.#engine.freeBox(promise);
      this.#engine.exports.wasm_free(reason);
      return value;
    });
  }

  clear(): void {
    for (const reason of this.take()) this.#engine.free(reason);
  }

  #drop(key: Value): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    this.#free(open.promise, open.reason);
  }

  #free(promise: Address, reason: Address): void {
    if (promise !== 0) this.#engine.freeBox(promise);
    if (reason !== 0) this.#engine.freeBox(reason);
  }
}
