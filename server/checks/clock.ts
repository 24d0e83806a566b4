// The room's clock as a check holds it.
import { duration } from "./printable.ts";
import type { Scene } from "./check-session.ts";

export interface Span {
  readonly ms?: number;
  readonly seconds?: number;
  readonly minutes?: number;
}

export class Clock {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Lets this much time pass in the room: at once on a stepped clock. Clients answer pings on the way. */
  advance({ ms = 0, seconds = 0, minutes = 0 }: Span): Promise<void> {
    const span = ms + seconds * 1_000 + minutes * 60_000;
    return this.#scene.inTurn(async () => {
      await this.#scene.room.advance(span);
      this.#scene.did({ who: null, did: `After ${duration(span)}` });
    });
  }

  /** Ms since the check began, as of the last thing that was awaited. */
  now(): number {
    return this.#scene.room.nowMs;
  }

  /** Ms until the handler's next timer is due; null when it has none. */
  nextTimer(): Promise<number | null> {
    this.#scene.look();
    return this.#scene.inTurn(async () => {
      await this.#scene.room.settle();
      return this.#scene.room.nextTimerMs;
    });
  }
}
