// Schedules reconnects of clients that were disconnected, with exponential backoff.
import { backoffMs } from "../../net/backoff.ts";

const backoff = { firstMs: 1_000, mostMs: 30_000 };
/** A connection that was open this long resets the backoff. */
const stableMs = 5_000;
/** After these codes the server does not expect the client to return. */
const finalCodes = new Set([1000, 1008]);

interface Retry {
  attempt: number;
  openedAtMs: number | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class ClientRetries {
  readonly #retries = new Map<string, Retry>();
  readonly #connect: (name: string) => void;

  constructor(connect: (name: string) => void) {
    this.#connect = connect;
  }

  opened(name: string): void {
    this.#retry(name).openedAtMs = performance.now();
  }

  /** Schedules a reconnect. Returns its time (epoch ms), or null when the client stays closed. */
  closed(name: string, code: number | null): number | null {
    if (code !== null && finalCodes.has(code)) return null;
    const retry = this.#retry(name);
    if (retry.openedAtMs !== null && performance.now() - retry.openedAtMs > stableMs) retry.attempt = 0;
    retry.openedAtMs = null;
    const waitMs = backoffMs(backoff, retry.attempt++, Math.random());
    clearTimeout(retry.timer);
    retry.timer = setTimeout(() => this.#connect(name), waitMs);
    return Date.now() + waitMs;
  }

  cancel(name: string): void {
    clearTimeout(this.#retries.get(name)?.timer);
    this.#retries.delete(name);
  }

  dispose(): void {
    for (const { timer } of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
  }

  #retry(name: string): Retry {
    const retry = this.#retries.get(name) ?? { attempt: 0, openedAtMs: null, timer: undefined };
    this.#retries.set(name, retry);
    return retry;
  }
}
