// Ring buffer: keeps the newest entries of a stream, limited in count and bytes. Entries keep their numbers.

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

  /** The number of the oldest entry, which is also the count of dropped ones. */
  get first(): number {
    return this.#first;
  }

  /** The number of the next entry, which is also the count of all so far. */
  get next(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds an entry in constant time and drops the oldest ones until both limits hold. Keeps at least one. */
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
