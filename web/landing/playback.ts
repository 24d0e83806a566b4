// Shows frames at a pace that can be followed: one row of arrows after the other, in the order of the wire.
import { type Hop, type Row, withHop } from "../../server/protocol/exchange.ts";

export interface PlaybackOptions {
  /** How long a row takes; 0 shows everything at once. */
  readonly rowMs: () => number;
  /** An arrow leaves. `rows` are all so far, with it. */
  readonly onLeave: (rows: readonly Row[]) => void;
  /** It has arrived. */
  readonly onArrive: (hop: Hop) => void;
  readonly onIdle: () => void;
  readonly later?: (run: () => void, ms: number) => void;
}

/** Hops that may wait: those of a handler that floods its clients are left out. */
const maxWaiting = 60;

export class Playback {
  readonly #options: PlaybackOptions;
  #waiting: Hop[] = [];
  #rows: readonly Row[] = [];
  #isPlaying = false;
  #hasLeftOut = false;
  /** Counts up when everything is cleared: what was under way no longer arrives. */
  #round = 0;

  constructor(options: PlaybackOptions) {
    this.#options = options;
  }

  /** Whether hops were left out since everything was cleared. */
  get hasLeftOut(): boolean {
    return this.#hasLeftOut;
  }

  add(hops: readonly Hop[]): void {
    const free = maxWaiting - this.#waiting.length;
    this.#waiting.push(...hops.slice(0, free));
    this.#hasLeftOut ||= hops.length > free;
    if (!this.#isPlaying) this.#play();
  }

  clear(): void {
    this.#round++;
    this.#waiting = [];
    this.#rows = [];
    this.#isPlaying = false;
    this.#hasLeftOut = false;
    this.#options.onLeave([]);
  }

  #play(): void {
    const under = this.#takeRow();
    const { later = setTimeout, rowMs, onLeave, onArrive, onIdle } = this.#options;
    this.#isPlaying = under.length > 0;
    if (!this.#isPlaying) {
      onIdle();
      return;
    }
    onLeave(this.#rows);
    const round = this.#round;
    const arrive = () => {
      if (round !== this.#round) return;
      under.forEach(onArrive);
      this.#play();
    };
    const ms = rowMs();
    if (ms === 0) arrive();
    else later(arrive, ms);
  }

  /** The next arrow, and those that share its row. */
  #takeRow(): readonly Hop[] {
    const taken: Hop[] = [];
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const rows = withHop(this.#rows, next);
      if (taken.length > 0 && rows.length > this.#rows.length) break;
      this.#rows = rows;
      taken.push(next);
      this.#waiting.shift();
    }
    return taken;
  }
}
