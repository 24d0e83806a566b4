// What a client sent and the handler has not received yet: bounded, or the client is made to wait.
import type { HostInterface } from "../host-interface.ts";
import type { Message } from "./message.ts";
import { nothing, Outlet } from "./source.ts";

/** Above this a handler is not receiving, and the client is made to wait; below the low marks it may go on. */
const high = { messages: 64, size: 256 << 10 };
const low = { messages: 16, size: 64 << 10 };

type State = "open" | "over" | "deaf";

export class Inbox extends Outlet<Message | null> {
  readonly #port: HostInterface;
  readonly #peer: number;
  readonly #messages: Message[] = [];
  #size = 0;
  #paused = false;
  #state: State = "open";

  constructor(port: HostInterface, peer: number) {
    super("This socket");
    this.#port = port;
    this.#peer = peer;
  }

  /** Straight to the recv that waits, or into the queue. `size` is about what it takes in memory. */
  put(message: Message, size: number): void {
    if (this.giveDirectly(message) || this.#state === "deaf") return;
    this.#messages.push(message);
    this.#size += size;
    if (this.#messages.length >= high.messages || this.#size >= high.size) this.#pause();
    this.wake();
  }

  take(): Message | null | typeof nothing {
    if (this.#messages.length === 0) return this.#state === "open" ? nothing : null;
    const message = this.#messages.shift();
    if (message === undefined) return nothing;
    this.#size -= sizeOf(message);
    if (this.#paused && this.#messages.length <= low.messages && this.#size <= low.size) this.#resume();
    return message;
  }

  /** Nothing comes after what is there. */
  end(): void {
    if (this.#state === "open") this.#state = "over";
    this.wake();
  }

  /** Nobody receives any more: what is there and what still comes is dropped. */
  abandon(): void {
    this.#state = "deaf";
    this.#messages.length = 0;
    if (this.#paused) this.#resume();
    this.wake();
  }

  /** Hands back what was not received, for the code that comes next. */
  handBack(): void {
    for (const message of this.#messages.splice(0))
      if (message.type !== "close") this.#port.unread(this.#peer, message.type, message.data);
    this.#state = "deaf";
    this.wake();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#port.pause(this.#peer);
  }

  #resume(): void {
    this.#paused = false;
    this.#port.resume(this.#peer);
  }
}

function sizeOf(message: Message): number {
  return message.type === "close" ? 0 : message.data.length;
}
