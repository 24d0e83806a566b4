// How long after a learner's action the instructor's page shows it.

export class Lags {
  readonly #samples: number[];
  readonly #done = new Map<string, number>();
  readonly #seen = new Map<string, number>();

  constructor(samples: number[]) {
    this.#samples = samples;
  }

  /** A learner got the answer to an action. */
  did(action: string): void {
    this.#pair(this.#done, this.#seen, action);
  }

  /** The instructor's page got the event. */
  saw(action: string): void {
    this.#pair(this.#seen, this.#done, action);
  }

  /** The page got the whole state instead of events. */
  forget(): void {
    this.#done.clear();
    this.#seen.clear();
  }

  /** Whichever comes second completes the pair. An event that comes before the answer has no lag. */
  #pair(own: Map<string, number>, other: Map<string, number>, action: string): void {
    const now = performance.now();
    const before = other.get(action);
    if (before === undefined) return void own.set(action, now);
    other.delete(action);
    this.#samples.push(other === this.#done ? now - before : 0);
  }
}
