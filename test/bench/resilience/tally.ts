// Counts answers and events by name.

export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    const kind = what.slice(0, 200);
    if (this.#counts.size < 100 || this.#counts.has(kind)) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  clear(): void {
    this.#counts.clear();
  }

  /** The most frequent first. */
  get counts(): [string, number][] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }

  get total(): number {
    return this.counts.reduce((sum, [, count]) => sum + count, 0);
  }
}

export function tallyText(counts: readonly (readonly [string, number])[], most = 3): string {
  return counts
    .slice(0, most)
    .map(([what, count]) => `${count}× ${what}`)
    .join("; ");
}
