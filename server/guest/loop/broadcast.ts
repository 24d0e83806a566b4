// One stream of values for many subscribers, who read from one ring: a slow subscriber misses the oldest values.
import { named } from "../names.ts";
import { parseCapacity, refuseEmpty } from "./channel.ts";
import { Lagged } from "./errors.ts";
import { ExclusiveSource, notReady, SourceHandle } from "./source.ts";

export function broadcast<T>(capacity: unknown): Broadcast<T> {
  return new Broadcast(new Ring(parseCapacity(capacity, "broadcast")));
}

/** The last `capacity` values. A value's index is its position in the whole stream. */
class Ring<T> {
  readonly capacity: number;
  readonly #values: T[] = [];
  /** Only cursors with a pending wait: a cursor that was dropped costs nothing. */
  readonly waiting = new Set<Cursor<T>>();
  sent = 0;
  closed = false;
  subscribers = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  push(value: T): void {
    this.#values[this.sent % this.capacity] = value;
    this.sent += 1;
    this.notifyAll();
  }

  at(index: number): T | undefined {
    return this.#values[index % this.capacity];
  }

  notifyAll(): void {
    for (const cursor of [...this.waiting]) cursor.notify();
  }
}

class Cursor<T> extends ExclusiveSource<T | Lagged | null> {
  readonly #ring: Ring<T>;
  #next: number;
  #closed = false;

  constructor(ring: Ring<T>) {
    super("This subscription", { onWait: () => ring.waiting.add(this), onIdle: () => ring.waiting.delete(this) });
    this.#ring = ring;
    this.#next = ring.sent;
    ring.subscribers += 1;
  }

  take(): T | Lagged | null | typeof notReady {
    const ring = this.#ring;
    if (this.#closed) return null;
    const oldest = ring.sent - ring.capacity;
    if (this.#next < oldest) {
      const missed = oldest - this.#next;
      this.#next = oldest;
      return new Lagged(missed);
    }
    if (this.#next === ring.sent) return ring.closed ? null : notReady;
    const value = ring.at(this.#next);
    this.#next += 1;
    return value === undefined ? notReady : value;
  }

  override notify(): void {
    super.notify();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ring.subscribers -= 1;
    this.notify();
  }
}

export class Broadcast<T> {
  readonly #ring: Ring<T>;

  constructor(ring: Ring<T>) {
    this.#ring = ring;
  }

  send(value: T): number {
    refuseEmpty(value);
    if (!this.#ring.closed) this.#ring.push(value);
    return this.#ring.closed ? 0 : this.#ring.subscribers;
  }

  subscribe(): Subscription<T> {
    return new Subscription(new Cursor(this.#ring));
  }

  get subscribers(): number {
    return this.#ring.subscribers;
  }

  close(): void {
    this.#ring.closed = true;
    this.#ring.notifyAll();
  }
}

export class Subscription<T> extends SourceHandle<T | Lagged | null> {
  readonly #cursor: Cursor<T>;

  constructor(cursor: Cursor<T>) {
    super(cursor);
    this.#cursor = cursor;
  }

  close(): void {
    this.#cursor.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

named(Broadcast, "Broadcast");
named(Subscription, "Subscription");
