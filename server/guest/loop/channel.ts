// A bounded queue between tasks: many senders, one receiver; sending waits while it is full.
import { named } from "../names.ts";
import { checkedCapacity, refuseNothing } from "./capacity.ts";
import { ChannelClosed } from "./errors.ts";
import { nothing, Outlet, sourceOf, type Waiting } from "./source.ts";
import { Steps } from "./steps.ts";

export function channel<T>(capacity: unknown): { sender: ChannelSender<T>; receiver: ChannelReceiver<T> } {
  const queue = new Queue<T>(checkedCapacity(capacity, "channel"));
  return { sender: new ChannelSender(queue), receiver: new ChannelReceiver(queue) };
}

/** A sender that waits for room. */
interface Pending<T> {
  readonly value: T;
  sent(): void;
  refused(error: unknown): void;
}

class Queue<T> extends Outlet<T | null> {
  readonly #capacity: number;
  readonly #values: T[] = [];
  readonly #pending: Pending<T>[] = [];
  #closed: "open" | "by sender" | "by receiver" = "open";

  constructor(capacity: number) {
    super("This channel's receiver");
    this.#capacity = capacity;
  }

  take(): T | null | typeof nothing {
    const value = this.#values.shift();
    if (value === undefined) return this.#closed === "open" ? nothing : null;
    const next = this.#pending.shift();
    if (next !== undefined) {
      this.#values.push(next.value);
      next.sent();
    }
    return value;
  }

  trySend(value: T): boolean {
    refuseNothing(value);
    this.#refuseClosed();
    if (this.#values.length >= this.#capacity) return false;
    this.#values.push(value);
    this.wake();
    return true;
  }

  async send(value: T, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.trySend(value)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: Pending<T> = { value, sent: resolve, refused: reject };
    this.#pending.push(entry);
    const stop = () => this.#forget(entry, signal?.reason);
    signal?.addEventListener("abort", stop);
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** The receiver still gets what is left, also from senders that were waiting already. */
  closeBySender(): void {
    if (this.#closed !== "open") return;
    this.#closed = "by sender";
    this.wake();
  }

  closeByReceiver(): void {
    this.#closed = "by receiver";
    this.#values.length = 0;
    for (const { refused } of this.#pending.splice(0)) refused(this.#error());
    this.wake();
  }

  #forget(entry: Pending<T>, reason: unknown): void {
    const at = this.#pending.indexOf(entry);
    if (at === -1) return;
    this.#pending.splice(at, 1);
    entry.refused(reason);
  }

  #refuseClosed(): void {
    if (this.#closed !== "open") throw this.#error();
  }

  #error(): ChannelClosed {
    return new ChannelClosed(
      this.#closed === "by sender"
        ? "send() on a channel that was closed: nothing more may be sent after close()."
        : "send() on a channel whose receiver was closed: nobody will receive it.",
    );
  }
}

export class ChannelSender<T> {
  readonly #queue: Queue<T>;

  constructor(queue: Queue<T>) {
    this.#queue = queue;
  }

  send(value: T, waiting?: Waiting): Promise<void> {
    return this.#queue.send(value, waiting?.signal);
  }

  trySend(value: T): boolean {
    return this.#queue.trySend(value);
  }

  close(): void {
    this.#queue.closeBySender();
  }
}

export class ChannelReceiver<T> {
  readonly #queue: Queue<T>;

  constructor(queue: Queue<T>) {
    this.#queue = queue;
  }

  recv(waiting?: Waiting): Promise<T | null> {
    return this.#queue.recv(waiting?.signal);
  }

  close(): void {
    this.#queue.closeByReceiver();
  }

  [Symbol.asyncIterator](): Steps<T | null> {
    return new Steps(this.#queue);
  }

  get [sourceOf](): Queue<T> {
    return this.#queue;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

named(ChannelSender, "ChannelSender");
named(ChannelReceiver, "ChannelReceiver");
