// Streams between tasks: `channel`, a bounded queue with one receiver, and `broadcast`, a ring with many subscribers.
import { ChannelClosed, Lagged } from "./errors.ts";
import { abortable, ExclusiveSource, notReady, SourceHandle, type WaitOptions } from "./source.ts";

/** Many senders, one receiver; `send` waits while the queue is full. */
export function channel<T>(capacity: unknown): { sender: ChannelSender<T>; receiver: ChannelReceiver<T> } {
  const queue = new Queue<T>(parseCapacity(capacity, "channel"));
  return { sender: new ChannelSender(queue), receiver: new ChannelReceiver(queue) };
}

/** Throws a RangeError that names the function, for example `channel(64)`. */
function parseCapacity(capacity: unknown, functionName: string): number {
  if (typeof capacity === "number" && Number.isInteger(capacity) && capacity >= 1 && capacity <= 65_536)
    return capacity;
  throw new RangeError(
    `${functionName}(capacity): the capacity is a whole number from 1 to 65536, for example ${functionName}(64). An unbounded queue would grow until memory runs out.`,
  );
}

/** null and undefined mark the end of a stream, so they cannot be values of it. */
function refuseEmpty(value: unknown): void {
  if (value === null || value === undefined)
    throw new TypeError(`send(${value}): ${value} marks the end of the stream. Send a value.`);
}

type PendingSend<T> = PromiseWithResolvers<void> & { readonly value: T };

class Queue<T> extends ExclusiveSource<T | null> {
  readonly #capacity: number;
  readonly #values: T[] = [];
  readonly #pending: PendingSend<T>[] = [];
  #closed: "open" | "by sender" | "by receiver" = "open";

  constructor(capacity: number) {
    super("This channel's receiver");
    this.#capacity = capacity;
  }

  take(): T | null | typeof notReady {
    const value = this.#values.shift();
    if (value === undefined) return this.#closed === "open" ? notReady : null;
    const next = this.#pending.shift();
    if (next !== undefined) {
      this.#values.push(next.value);
      next.resolve();
    }
    return value;
  }

  trySend(value: T): boolean {
    refuseEmpty(value);
    if (this.#closed !== "open") throw this.#closedError();
    if (this.#values.length >= this.#capacity) return false;
    this.#values.push(value);
    this.notify();
    return true;
  }

  async send(value: T, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.trySend(value)) return;
    const entry: PendingSend<T> = { value, ...Promise.withResolvers<void>() };
    this.#pending.push(entry);
    await abortable(entry.promise, signal, (reason) => this.#cancel(entry, reason));
  }

  /** The receiver still gets what was sent before, including pending sends. */
  closeBySender(): void {
    if (this.#closed !== "open") return;
    this.#closed = "by sender";
    this.notify();
  }

  /** By the receiver. */
  close(): void {
    this.#closed = "by receiver";
    this.#values.length = 0;
    for (const { reject } of this.#pending.splice(0)) reject(this.#closedError());
    this.notify();
  }

  #cancel(entry: PendingSend<T>, reason: unknown): void {
    const at = this.#pending.indexOf(entry);
    if (at === -1) return;
    this.#pending.splice(at, 1);
    entry.reject(reason);
  }

  #closedError(): ChannelClosed {
    return new ChannelClosed(
      this.#closed === "by sender"
        ? "send() after close(): this channel is closed. Send before you close it."
        : "send() on a channel whose receiver is closed: no one would receive it. Stop sending when the receiver ends.",
    );
  }
}

export class ChannelSender<T> {
  readonly #queue: Queue<T>;

  constructor(queue: Queue<T>) {
    this.#queue = queue;
  }

  send(value: T, options?: WaitOptions): Promise<void> {
    return this.#queue.send(value, options?.signal);
  }

  trySend(value: T): boolean {
    return this.#queue.trySend(value);
  }

  close(): void {
    this.#queue.closeBySender();
  }
}

/** The learner's view of a source that its reader may close. */
abstract class ClosableHandle<T> extends SourceHandle<T> {
  readonly #source: ExclusiveSource<T> & { close(): void };

  constructor(source: ExclusiveSource<T> & { close(): void }) {
    super(source);
    this.#source = source;
  }

  close(): void {
    this.#source.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

export class ChannelReceiver<T> extends ClosableHandle<T | null> {}

/** Subscribers read from one ring: a slow one misses the oldest values. */
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

export class Subscription<T> extends ClosableHandle<T | Lagged | null> {}
