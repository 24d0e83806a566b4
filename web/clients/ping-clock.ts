// How long pings were under way: each pong answers the ping of the same payload, and those before it (RFC 6455 §5.5.3).

interface Ping {
  readonly data: string;
  readonly atMs: number;
}

export class PingClock {
  readonly #pings = new Map<string, Ping[]>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  sent(client: string, data: string): void {
    this.#pings.set(client, [...(this.#pings.get(client) ?? []), { data, atMs: this.#now() }].slice(-100));
  }

  /** Milliseconds since its ping; null for a pong that nobody asked for. */
  answered(client: string, data: string): number | null {
    const pings = this.#pings.get(client) ?? [];
    const index = pings.findIndex((ping) => ping.data === data);
    const ping = pings[index];
    if (ping === undefined) return null;
    this.#pings.set(client, pings.slice(index + 1));
    return this.#now() - ping.atMs;
  }

  forget(client: string): void {
    this.#pings.delete(client);
  }
}
