// Clients that connect again by themselves: when, after waits that double as long as it does not hold.
import { backoffMs } from "../net/backoff.ts";

const backoff = { firstMs: 1_000, mostMs: 30_000 };
/** A connection that held so long was a good one: the next wait is the first again. */
const goodMs = 5_000;
/** Who closed so does not want the client back. */
const goodbyes = new Set([1000, 1008]);

interface Try {
  attempt: number;
  openedAtMs: number | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class ClientRetries {
  readonly #tries = new Map<string, Try>();
  readonly #connect: (name: string) => void;

  constructor(connect: (name: string) => void) {
    this.#connect = connect;
  }

  opened(name: string): void {
    this.#of(name).openedAtMs = performance.now();
  }

  /** Answers when it will connect (epoch ms), or null when it stays closed. */
  lost(name: string, code: number | null): number | null {
    if (code !== null && goodbyes.has(code)) return null;
    const one = this.#of(name);
    if (one.openedAtMs !== null && performance.now() - one.openedAtMs > goodMs) one.attempt = 0;
    one.openedAtMs = null;
    const waitMs = backoffMs(backoff, one.attempt++, Math.random());
    clearTimeout(one.timer);
    one.timer = setTimeout(() => this.#connect(name), waitMs);
    return Date.now() + waitMs;
  }

  /** The learner decides by hand, or the client is gone. */
  stop(name: string): void {
    clearTimeout(this.#tries.get(name)?.timer);
    this.#tries.delete(name);
  }

  dispose(): void {
    for (const { timer } of this.#tries.values()) clearTimeout(timer);
    this.#tries.clear();
  }

  #of(name: string): Try {
    const one = this.#tries.get(name) ?? { attempt: 0, openedAtMs: null, timer: undefined };
    this.#tries.set(name, one);
    return one;
  }
}
