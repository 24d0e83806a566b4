// Which line of a handler makes the call that the host is just answering: asked of the guest's own stack, in the middle of its turn.
import { mostStack } from "./arguments.ts";
import type { BootImage } from "./boot-image.ts";
import type { QuickJs } from "./engine.ts";
import { exceptionValue } from "./engine-exports.ts";
import type { SourcePlaces } from "./source-places.ts";

/** What an answer may cost: next to nothing, unless the engine takes the opportunity to collect its garbage. */
const answerFuel = 20_000_000;
/** What one is taken to cost the machine, for the room's CPU over time. */
const countedFuel = 2_000;
/** A handler has a few places that send; stacks beyond this many are read anew. */
const mostRemembered = 500;

export class CallSites {
  /** Somebody watches: until then nothing is asked, and nothing costs anything. */
  wanted = false;
  /** For the answers since the owner set it to zero. */
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

  /** Null when no line of the handler is in it. What is asked costs the handler none of its own fuel. */
  now(): number | null {
    const { fuel } = this.#engine;
    this.#engine.fuel = fuel + answerFuel;
    const stack = this.#stack();
    this.#engine.fuel = fuel;
    this.fuel += countedFuel;
    return this.#lineOf(stack);
  }

  /** Empty when the handler has no stack or memory left to be asked. */
  #stack(): string {
    const engine = this.#engine;
    const answer = engine.call(this.#image.entries.place, this.#image.listener, 0);
    if (answer === exceptionValue) {
      engine.free(engine.exception());
      return "";
    }
    const text = engine.values.textBytes(answer, mostStack)?.toString("utf8") ?? "";
    engine.free(answer);
    return text;
  }

  #lineOf(stack: string): number | null {
    const known = this.#known.get(stack);
    if (known !== undefined) return known;
    const line = this.#places.trace(stack).place?.line ?? null;
    if (this.#known.size >= mostRemembered) this.#known.clear();
    this.#known.set(stack, line);
    return line;
  }
}
