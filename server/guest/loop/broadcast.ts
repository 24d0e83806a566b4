// One stream of values for many subscribers, who all read from the same ring: the slow lose the oldest and are told.
import { named } from "../names.ts";
import { checkedCapacity, refuseNothing } from "./capacity.ts";
import { Lagged } from "./errors.ts";
import { nothing, Outlet, sourceOf, type Waiting } from "./source.ts";
import { Steps } from "./steps.ts";

export function broadcast<T>(capacity: unknown): Broadcast<T> {
  return new Broadcast(new Ring(checkedCapacity(capacity, "broadcast")));
}

/** The last `capacity` values; a value's number is its place in the whole stream. */
class Ring<T> {
  readonly capacity: number;
  readonly #values: T[] = [];
  /** Only cursors that somebody waits at: one that was forgotten costs nothing. */
  readonly #waiting = new Set<Cursor<T>>();
  sent = 0;
  closed = false;
  subscribers = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  push(value: T): void {
    this.#values[this.sent % this.capacity] = value;
    this.sent += 1;
    this.wakeAll();
  }

  at(place: number): T | undefined {
    return this.#values[place % this.capacity];
  }

  wakeAll(): void {
    for (const cursor of [...this.#waiting]) cursor.moved();
  }

  waits(cursor: Cursor<T>): void {
    this.#waiting.add(cursor);
  }

  waitsNoMore(cursor: Cursor<T>): void {
    this.#waiting.delete(cursor);
  }
}

class Cursor<T> extends Outlet<T | Lagged | null> {
  readonly #ring: Ring<T>;
  #next: number;
  #closed = false;

  constructor(ring: Ring<T>) {
    super("This subscription", { begin: () => ring.waits(this), end: () => ring.waitsNoMore(this) });
    this.#ring = ring;
    this.#next = ring.sent;
    ring.subscribers += 1;
  }

  take(): T | Lagged | null | typeof nothing {
    const ring = this.#ring;
    if (this.#closed) return null;
    const oldest = ring.sent - ring.capacity;
    if (this.#next < oldest) {
      const missed = oldest - this.#next;
      this.#next = oldest;
      return new Lagged(missed);
    }
    if (this.#next === ring.sent) return ring.closed ? null : nothing;
    const value = ring.at(this.#next);
    this.#next += 1;
    return value === undefined ? nothing : value;
  }

  moved(): void {
    this.wake();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ring.subscribers -= 1;
    this.wake();
  }
}

export class Broadcast<T> {
  readonly #ring: Ring<T>;

  constructor(ring: Ring<T>) {
    this.#ring = ring;
  }

  send(value: T): number {
    refuseNothing(value);
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
    this.#ring.wakeAll();
  }
}

export class Subscription<T> {
  readonly #cursor: Cursor<T>;

  constructor(cursor: Cursor<T>) {
    this.#cursor = cursor;
  }

  recv(waiting?: Waiting): Promise<T | Lagged | null> {
    return this.#cursor.recv(waiting?.signal);
  }

  close(): void {
    this.#cursor.close();
  }

  [Symbol.asyncIterator](): Steps<T | Lagged | null> {
    return new Steps(this.#cursor);
  }

  get [sourceOf](): Cursor<T> {
    return this.#cursor;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

named(Broadcast, "Broadcast");
named(Subscription, "Subscription");
