// What the compiler remembers about sources, by their hash: results, and problems of sources that it could not compile.
import { createHash } from "node:crypto";
import type { CompileResult } from "../protocol/compile.ts";

/** The results used longest ago are forgotten first. */
const keptBytes = 16 << 20;
const keptResults = 10_000;
/** A machine under load may be the reason why a source was not compiled in time, so that is forgotten after a while. */
const failureMs = 600_000;
/** Of one result, beside its text. */
const overheadBytes = 512;

interface Known {
  readonly result: CompileResult;
  readonly bytes: number;
  readonly untilMs: number;
}

export class KnownResults {
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  #bytes = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get bytes(): number {
    return this.#bytes;
  }

  static keyOf(source: string, file: string): string {
    return createHash("sha256").update(file).update("\0").update(source).digest("base64");
  }

  get(key: string): CompileResult | null {
    const known = this.#known.get(key);
    if (known === undefined) return null;
    this.#forget(key);
    if (known.untilMs < this.#now()) return null;
    this.#keep(key, known);
    return known.result;
  }

  /** The compiler's answer, which is always the same. */
  keep(key: string, result: CompileResult): CompileResult {
    return this.#add(key, result, Number.POSITIVE_INFINITY);
  }

  /** The problem of a source that crashed the compiler or took too long. */
  keepFailure(key: string, result: CompileResult): CompileResult {
    return this.#add(key, result, this.#now() + failureMs);
  }

  #add(key: string, result: CompileResult, untilMs: number): CompileResult {
    const text = result.ok ? result.js.length + result.map.length : 0;
    const problems = result.problems.reduce((sum, { message }) => sum + message.length, 0);
    this.#forget(key);
    this.#keep(key, { result, bytes: 2 * (text + problems) + overheadBytes, untilMs });
    for (const [oldest] of this.#known) {
      if (this.#bytes <= keptBytes && this.#known.size <= keptResults) break;
      this.#forget(oldest);
    }
    return result;
  }

  #keep(key: string, known: Known): void {
    this.#known.set(key, known);
    this.#bytes += known.bytes;
  }

  #forget(key: string): void {
    this.#bytes -= this.#known.get(key)?.bytes ?? 0;
    this.#known.delete(key);
  }
}
