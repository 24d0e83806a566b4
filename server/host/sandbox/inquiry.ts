// What the host asks of a guest through its bridge: what was thrown, and where it is when it will not run again.
import { type Effects, nothingThrown } from "./effects.ts";
import type { QuickJs } from "./engine.ts";
import { exceptionValue, type Value } from "./engine-exports.ts";
import type { Thrown } from "./fault.ts";
import type { Gauge } from "./gauge.ts";
import type { Image } from "./image.ts";

/** What an answer may cost: reading an error runs a learner's getters. */
const answerFuel = 400_000;
/** Fuel between two looks at where promise jobs are, and how many looks: enough to see every part of a few jobs. */
const glimpseFuel = 3;
const mostGlimpses = 500;

export class Inquiry {
  readonly #engine: QuickJs;
  readonly #image: Image;
  readonly #effects: Effects;
  readonly #gauge: Gauge;
  /** True while an error is read: what is interrupted then is the reading, not the handler. */
  describing = false;
  #left = mostGlimpses;

  constructor(engine: QuickJs, image: Image, effects: Effects, gauge: Gauge) {
    this.#engine = engine;
    this.#image = image;
    this.#effects = effects;
    this.#gauge = gauge;
  }

  /** What was thrown, with its name, message and stack. Takes the value. */
  describe(error: Value): Thrown {
    const { reached } = this.#gauge;
    this.describing = true;
    this.#effects.described = nothingThrown;
    this.#gauge.grant(answerFuel);
    this.#engine.argumentValue(0, error);
    const result = this.#engine.call(this.#image.entries.describe, this.#image.listener, 1);
    if (result === exceptionValue) this.#engine.free(this.#engine.exception());
    this.#engine.free(error);
    this.describing = false;
    this.#gauge.reached = reached;
    return this.#effects.described;
  }

  /** The engine's stack now; it may take what its limits left for an emergency. Also after a trap: the frames still stand. */
  stack(): string {
    this.#gauge.grant(answerFuel);
    this.#engine.loosen();
    // An exception on its way would be taken for one of the question's own.
    this.#engine.free(this.#engine.exception());
    return this.#ask();
  }

  /** Prepares for glimpses: from here on nothing the guest does has an effect. */
  startGlimpses(): void {
    this.#gauge.grant(answerFuel);
    this.#engine.loosen();
    this.#effects.deaf = true;
    this.#gauge.grant(glimpseFuel);
  }

  /** The stack in the middle of whatever runs; null once there were enough of them. */
  glimpse(): string | null {
    this.#left -= 1;
    if (this.#left < 0) return null;
    const stack = this.#ask();
    this.#gauge.grant(glimpseFuel);
    return stack;
  }

  /** Whatever a broken engine says is cut and read as a stack. */
  #ask(): string {
    const { deaf } = this.#effects;
    this.#effects.described = nothingThrown;
    this.#effects.deaf = true;
    this.#gauge.grant(answerFuel);
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
