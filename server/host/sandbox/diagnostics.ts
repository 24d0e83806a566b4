// What the host asks of a guest through its bridge: what was thrown, and where it is when it will not run again.

import type { BootImage } from "./boot-image.ts";
import { type Effects, nothingThrown } from "./effects.ts";
import type { QuickJs } from "./engine.ts";
import { exceptionValue, type Value } from "./engine-exports.ts";
import type { Thrown } from "./fault.ts";
import type { FuelMeter } from "./fuel-meter.ts";

/** What an answer may cost: reading an error runs a learner's getters. */
const answerFuel = 400_000;
/** Looks at where promise jobs are: how many, each from the same moment, and how much memory may be copied for them. */
const mostGlimpses = 40;
const mostCopiedBytes = 96 << 20;
const mostLooks = 12;
const oneJobFuel = 1_000_000;

export class Diagnostics {
  readonly #engine: QuickJs;
  readonly #image: BootImage;
  readonly #effects: Effects;
  readonly #fuelMeter: FuelMeter;
  /** True while an error is read: what is interrupted then is the reading, not the handler. */
  describing = false;
  /** The stacks seen so far, while the engine is watched at each of its own looks up. */
  watching: string[] | null = null;

  constructor(engine: QuickJs, image: BootImage, effects: Effects, fuelMeter: FuelMeter) {
    this.#engine = engine;
    this.#image = image;
    this.#effects = effects;
    this.#fuelMeter = fuelMeter;
  }

  /** What was thrown, with its name, message and stack. Takes the value. */
  describe(error: Value): Thrown {
    const { reached } = this.#fuelMeter;
    this.describing = true;
    this.#effects.described = nothingThrown;
    this.#fuelMeter.grant(answerFuel);
    this.#engine.argumentValue(0, error);
    const result = this.#engine.call(this.#image.entries.describe, this.#image.listener, 1);
    if (result === exceptionValue) this.#engine.free(this.#engine.exception());
    this.#engine.free(error);
    this.describing = false;
    this.#fuelMeter.reached = reached;
    return this.#effects.described;
  }

  /** The engine's stack now; it may take what its limits left for an emergency. Also after a trap: the frames still stand. */
  stack(): string {
    this.#fuelMeter.grant(answerFuel);
    this.#engine.loosen();
    // An exception on its way would be taken for one of the question's own.
    this.#engine.free(this.#engine.exception());
    return this.#ask();
  }

  /**
   * Stacks from the middle of the next promise job: from where the engine looks up by itself, then from wherever it is
   * after a little more fuel each time. It goes back to the same moment in between; the handler will not run again.
   */
  *glimpses(): Generator<string> {
    this.#effects.deaf = true;
    const { bytes } = this.#engine.memory;
    const moment = { bytes: Uint8Array.from(bytes), stackPointer: this.#engine.exports.__stack_pointer.value };
    this.watching = [];
    this.#engine.memory.setInt32(this.#image.interruptCounter, 1);
    const jobFuel = this.#runOneJob(oneJobFuel);
    yield* this.watching;
    this.watching = null;
    const count = Math.min(mostGlimpses, Math.floor(mostCopiedBytes / moment.bytes.length), jobFuel);
    for (let i = 0; i < count; i++) {
      this.#engine.memory.bytes.set(moment.bytes);
      this.#engine.exports.__stack_pointer.value = moment.stackPointer;
      this.#runOneJob(Math.floor((jobFuel * i) / count));
      yield this.stack();
    }
  }

  /** The engine looked up while it is watched: true once it did often enough. */
  watch(seen: string[]): boolean {
    seen.push(this.#ask());
    this.#engine.memory.setInt32(this.#image.interruptCounter, 1);
    this.#fuelMeter.grant(oneJobFuel);
    return seen.length >= mostLooks;
  }

  /** What it used. */
  #runOneJob(fuel: number): number {
    this.#fuelMeter.grant(fuel);
    try {
      this.#engine.runJob();
    } catch {
      // It ends in the middle: that is what it is run for.
    }
    return fuel - this.#engine.fuel;
  }

  /** Whatever a broken engine says is cut and read as a stack. */
  #ask(): string {
    const { deaf } = this.#effects;
    this.#effects.described = nothingThrown;
    this.#effects.deaf = true;
    this.#fuelMeter.grant(answerFuel);
    try {
      this.#engine.call(this.#image.entries.where, this.#image.listener, 0);
    } catch {
      return "";
    } finally {
      this.#effects.deaf = deaf;
    }
    return this.#effects.described.stack;
  }
}
