// The rows that the list shows: those after a clear, up to a pause, that match the filter. Searches in slices.
import type { WireEntry } from "../model/entry.ts";
import type { Ring } from "../model/ring.ts";

export type Matches = (entry: WireEntry) => boolean;

export interface Range {
  /** The first row after the last clear. */
  readonly from: number;
  /** The first row that a pause holds back; null when not paused. */
  readonly until: number | null;
  readonly matches: Matches | null;
}

/** The most that is searched between two paints. */
export const scanSlice = { entries: 4_000, ms: 6 } as const;

/**
 * Maps places in the list to entry numbers. Neither changes while the range stays the same:
 * entries that the ring drops leave their places at the start of the list empty.
 */
export class Shown {
  readonly #ring: Ring<WireEntry>;
  readonly #now: () => number;
  #range: Range = { from: 0, until: null, matches: null };
  /** Numbers of the matching entries; the first is at place `#base`. Those before `#head` were dropped. */
  #numbers: number[] = [];
  #base = 0;
  #head = 0;
  #scanned = 0;

  constructor(ring: Ring<WireEntry>, now: () => number) {
    this.#ring = ring;
    this.#now = now;
  }

  setRange(range: Range): void {
    const hasChanged = range.matches !== this.#range.matches || range.from !== this.#range.from;
    this.#range = range;
    if (hasChanged) this.rescan();
  }

  rescan(): void {
    this.#numbers = [];
    this.#base = 0;
    this.#head = 0;
    this.#scanned = this.#oldest;
  }

  /** Searches one slice. Returns true if entries are left to search. */
  scan(): boolean {
    const { matches } = this.#range;
    if (matches === null) return false;
    const start = Math.max(this.#scanned, this.#oldest);
    const stop = Math.min(this.#newest, start + scanSlice.entries);
    const deadlineMs = this.#now() + scanSlice.ms;
    let number = start;
    while (number < stop) {
      const entry = this.#ring.at(number);
      if (entry !== undefined && matches(entry)) this.#numbers.push(number);
      number += 1;
      if (this.#now() > deadlineMs) break;
    }
    this.#scanned = number;
    this.#dropOld();
    return this.#scanned < this.#newest;
  }

  /** The first place with a row. */
  get first(): number {
    return this.#range.matches === null ? this.#oldest - this.#range.from : this.#base + this.#head;
  }

  /** The place after the last row. */
  get end(): number {
    const { matches, from } = this.#range;
    return matches === null ? Math.max(this.#newest, this.#oldest) - from : this.#base + this.#numbers.length;
  }

  /** Rows before filtering. */
  get total(): number {
    return Math.max(0, this.#newest - this.#oldest);
  }

  /** Rows that the filter has not searched yet. */
  get unsearched(): number {
    return this.#range.matches === null ? 0 : Math.max(0, this.#newest - Math.max(this.#scanned, this.#oldest));
  }

  numberAt(place: number): number {
    if (this.#range.matches === null) return this.#range.from + place;
    return this.#numbers[place - this.#base] ?? -1;
  }

  /** The place of an entry, or the place that it would have. Binary search. */
  placeOf(number: number): number {
    if (this.#range.matches === null) return number - this.#range.from;
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
    return Math.max(this.#range.from, this.#ring.first);
  }

  get #newest(): number {
    return Math.min(this.#range.until ?? this.#ring.next, this.#ring.next);
  }

  #dropOld(): void {
    while (this.#head < this.#numbers.length && (this.#numbers[this.#head] ?? 0) < this.#oldest) this.#head += 1;
    if (this.#head < 1_024 || this.#head < this.#numbers.length / 2) return;
    this.#numbers = this.#numbers.slice(this.#head);
    this.#base += this.#head;
    this.#head = 0;
  }
}
