// Messages that a client sent and the handler has not received yet: bounded by pausing the client.
import type { HostInterface } from "../host-interface.ts";
import type { Message } from "./message.ts";
import { ExclusiveSource, notReady } from "./source.ts";

/** At either high mark the client is paused; below both low marks it is resumed. */
const high = { messages: 64, size: 256 << 10 };
const low = { messages: 16, size: 64 << 10 };

type State = "open" | "ended" | "abandoned";

export class Inbox extends ExclusiveSource<Message | null> {
  readonly #host: HostInterface;
  readonly #peer: number;
  readonly #messages: Message[] = [];
  #size = 0;
  #paused = false;
  #state: State = "open";

  constructor(host: HostInterface, peer: number) {
    super("This socket");
    this.#host = host;
    this.#peer = peer;
  }

  /** Resolves a pending wait, or queues. `size` approximates the memory that the message takes. */
  put(message: Message, size: number): void {
    if (this.giveDirectly(message) || this.#state === "abandoned") return;
    this.#messages.push(message);
    this.#size += size;
    if (this.#messages.length >= high.messages || this.#size >= high.size) this.#pause();
    this.notify();
  }

  take(): Message | null | typeof notReady {
    if (this.#messages.length === 0) return this.#state === "open" ? notReady : null;
    const message = this.#messages.shift();
    if (message === undefined) return notReady;
    this.#size -= message.type === "close" ? 0 : message.data.length;
    if (this.#paused && this.#messages.length <= low.messages && this.#size <= low.size) this.#resume();
    return message;
  }

  /** No message follows those in the queue. */
  end(): void {
    if (this.#state === "open") this.#state = "ended";
    this.notify();
  }

  /** Nothing reads any more: drops what is queued and what is still to arrive. */
  abandon(): void {
    this.#state = "abandoned";
    this.#messages.length = 0;
    if (this.#paused) this.#resume();
    this.notify();
  }

  /** Returns unread messages to the host, for the next version of the code. */
  handBack(): void {
    for (const message of this.#messages.splice(0))
      if (message.type !== "close") this.#host.unread(this.#peer, message.type, message.data);
    this.#state = "abandoned";
    this.notify();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#host.pause(this.#peer);
  }

  #resume(): void {
    this.#paused = false;
    this.#host.resume(this.#peer);
  }
}
