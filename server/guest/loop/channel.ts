// A bounded queue between tasks: many senders, one receiver; `send` waits while it is full.
import { named } from "../names.ts";
import { ChannelClosed } from "./errors.ts";
import { ExclusiveSource, notReady, SourceHandle, type WaitOptions } from "./source.ts";

export function channel<T>(capacity: unknown): { sender: ChannelSender<T>; receiver: ChannelReceiver<T> } {
  const queue = new Queue<T>(parseCapacity(capacity, "channel"));
  return { sender: new ChannelSender(queue), receiver: new ChannelReceiver(queue) };
}

/** Throws a RangeError that names the function, for example `channel(64)`. */
export function parseCapacity(capacity: unknown, functionName: string): number {
  if (typeof capacity === "number" && Number.isInteger(capacity) && capacity >= 1 && capacity <= 65_536)
    return capacity;
  throw new RangeError(
    `${functionName}(capacity): the capacity is a whole number from 1 to 65536, for example ${functionName}(64). An unbounded queue would grow until memory runs out.`,
  );
}

/** null and undefined mark the end of a stream, so they cannot be values of it. */
export function refuseEmpty(value: unknown): void {
  if (value === null || value === undefined)
    throw new TypeError(`send(${value}): ${value} marks the end of the stream. Send a value.`);
}

interface PendingSend<T> {
  readonly value: T;
  resolve(): void;
  reject(error: unknown): void;
}

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
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: PendingSend<T> = { value, resolve, reject };
    this.#pending.push(entry);
    const abort = () => this.#cancel(entry, signal?.reason);
    signal?.addEventListener("abort", abort);
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** The receiver still gets what was sent before, including pending sends. */
  closeBySender(): void {
    if (this.#closed !== "open") return;
    this.#closed = "by sender";
    this.notify();
  }

  closeByReceiver(): void {
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

export class ChannelReceiver<T> extends SourceHandle<T | null> {
  readonly #queue: Queue<T>;

  constructor(queue: Queue<T>) {
    super(queue);
    this.#queue = queue;
  }

  close(): void {
    this.#queue.closeByReceiver();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

named(ChannelSender, "ChannelSender");
named(ChannelReceiver, "ChannelReceiver");
