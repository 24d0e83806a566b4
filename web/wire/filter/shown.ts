// Which rows the list shows: those after a clear, up to a pause, that a filter lets through; found in slices.
import type { WireEntry } from "../model/entry.ts";
import type { Ring } from "../model/ring.ts";

export type Matches = (entry: WireEntry) => boolean;

export interface Window {
  /** The first row after the last clear. */
  readonly from: number;
  /** The first row that waits for the end of a pause; null when nothing waits. */
  readonly until: number | null;
  readonly matches: Matches | null;
}

export interface Slice {
  readonly entries: number;
  readonly ms: number;
}

/** What may be looked through between two paints. */
export const scanSlice: Slice = { entries: 4_000, ms: 6 };

/**
 * Rows by their place in the list. A place, like a number, never changes while the window stays the same:
 * rows that fall out of the ring leave their places empty at the beginning.
 */
export class Shown {
  readonly #ring: Ring<WireEntry>;
  readonly #now: () => number;
  #window: Window = { from: 0, until: null, matches: null };
  /** Numbers of the rows that match; the first stands at place `#base`. */
  #numbers: number[] = [];
  #base = 0;
  #head = 0;
  #scanned = 0;

  constructor(ring: Ring<WireEntry>, now: () => number) {
    this.#ring = ring;
    this.#now = now;
  }

  use(window: Window): void {
    const isOther = window.matches !== this.#window.matches || window.from !== this.#window.from;
    this.#window = window;
    if (isOther) this.rescan();
  }

  rescan(): void {
    this.#numbers = [];
    this.#base = 0;
    this.#head = 0;
    this.#scanned = this.#oldest;
  }

  /** Looks through one slice. True when there is more to look through. */
  scan(slice: Slice = scanSlice): boolean {
    const { matches } = this.#window;
    if (matches === null) return false;
    const start = Math.max(this.#scanned, this.#oldest);
    const stop = Math.min(this.#newest, start + slice.entries);
    const lateMs = this.#now() + slice.ms;
    let number = start;
    while (number < stop) {
      const entry = this.#ring.at(number);
      if (entry !== undefined && matches(entry)) this.#numbers.push(number);
      number += 1;
      if (this.#now() > lateMs) break;
    }
    this.#scanned = number;
    this.#forgetOld();
    return this.#scanned < this.#newest;
  }

  /** The first place that is filled. */
  get first(): number {
    return this.#window.matches === null ? this.#oldest - this.#window.from : this.#base + this.#head;
  }

  /** The place after the last. */
  get end(): number {
    const { matches, from } = this.#window;
    return matches === null ? Math.max(this.#newest, this.#oldest) - from : this.#base + this.#numbers.length;
  }

  /** Rows that the filter could let through. */
  get of(): number {
    return Math.max(0, this.#newest - this.#oldest);
  }

  /** Rows that the filter has not looked at yet. */
  get unseen(): number {
    return this.#window.matches === null ? 0 : Math.max(0, this.#newest - Math.max(this.#scanned, this.#oldest));
  }

  numberAt(place: number): number {
    if (this.#window.matches === null) return this.#window.from + place;
    return this.#numbers[place - this.#base] ?? -1;
  }

  /** Where a row stands, or where it would; by bisection. */
  placeOf(number: number): number {
    if (this.#window.matches === null) return number - this.#window.from;
    let low = this.#head;
    let high = this.#numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return this.#base + low;
  }

  get #oldest(): number {
    return Math.max(this.#window.from, this.#ring.first);
  }

  get #newest(): number {
    return Math.min(this.#window.until ?? this.#ring.next, this.#ring.next);
  }

  #forgetOld(): void {
    while (this.#head < this.#numbers.length && (this.#numbers[this.#head] ?? 0) < this.#oldest) this.#head += 1;
    if (this.#head < 1_024 || this.#head < this.#numbers.length / 2) return;
    this.#numbers = this.#numbers.slice(this.#head);
    this.#base += this.#head;
    this.#head = 0;
  }
}
