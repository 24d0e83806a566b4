// The newest entries of a stream under two bounds, how many and how many bytes; each keeps the number it came with.

export interface RingLimits {
  readonly entries: number;
  readonly bytes: number;
}

export class Ring<T> {
  readonly #limits: RingLimits;
  readonly #bytesOf: (entry: T) => number;
  readonly #slots: (T | undefined)[] = [];
  #first = 0;
  #next = 0;
  #bytes = 0;

  constructor(limits: RingLimits, bytesOf: (entry: T) => number) {
    this.#limits = limits;
    this.#bytesOf = bytesOf;
  }

  /** The number of the oldest entry that is kept: as many have fallen out. */
  get first(): number {
    return this.#first;
  }

  /** The number that the next entry gets: as many have come. */
  get next(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Constant time; the oldest go until both bounds hold again. One entry is always kept. */
  push(entry: T): number {
    if (this.#next - this.#first >= this.#limits.entries) this.#drop();
    const number = this.#next++;
    this.#slots[number % this.#limits.entries] = entry;
    this.#bytes += this.#bytesOf(entry);
    while (this.#bytes > this.#limits.bytes && this.#first < number) this.#drop();
    return number;
  }

  at(number: number): T | undefined {
    if (number < this.#first || number >= this.#next) return undefined;
    return this.#slots[number % this.#limits.entries];
  }

  #drop(): void {
    const slot = this.#first % this.#limits.entries;
    const entry = this.#slots[slot];
    if (entry !== undefined) this.#bytes -= this.#bytesOf(entry);
    this.#slots[slot] = undefined;
    this.#first += 1;
  }
}
