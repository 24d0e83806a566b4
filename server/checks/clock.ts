// The room's clock as a check holds it.

import type { CheckSession } from "./check-session.ts";
import { duration } from "./printable.ts";

export interface Span {
  readonly ms?: number;
  readonly seconds?: number;
  readonly minutes?: number;
}

export class Clock {
  readonly #session: CheckSession;

  constructor(session: CheckSession) {
    this.#session = session;
  }

  /** Lets this much time pass in the room: at once on a stepped clock. Clients answer pings on the way. */
  advance({ ms = 0, seconds = 0, minutes = 0 }: Span): Promise<void> {
    const span = ms + seconds * 1_000 + minutes * 60_000;
    return this.#session.inTurn(async () => {
      await this.#session.room.advance(span);
      this.#session.did({ who: null, did: `After ${duration(span)}` });
    });
  }

  /** Ms since the check began, as of the last thing that was awaited. */
  now(): number {
    return this.#session.room.nowMs;
  }

  /** Ms until the handler's next timer is due; null when it has none. */
  nextTimer(): Promise<number | null> {
    this.#session.look();
    return this.#session.inTurn(async () => {
      await this.#session.room.settle();
      return this.#session.room.nextTimerMs;
    });
  }
}
