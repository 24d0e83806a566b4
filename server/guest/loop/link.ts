// One client's connection as the loop style sees it: what came and was not received yet, and what may still be sent.
import { closeCodes } from "../../protocol/close-codes.ts";
import { byteLength } from "../node/utf8.ts";
import type { Port } from "../port.ts";
import { checkedEnding, type Ended, type Ending, refusalOf } from "./ending.ts";
import { controlBytes, type Message, outgoing } from "./message.ts";
import { nothing, Outlet } from "./outlet.ts";

/** Above this a handler is not receiving, and the client is made to wait; below the low marks it may go on. */
const inboxHigh = { messages: 64, size: 256 << 10 };
const inboxLow = { messages: 16, size: 64 << 10 };

/** Shared by every send that does not have to wait. */
const sent = Promise.resolve();

export class Link extends Outlet<Message | null> {
  readonly peer: number;
  readonly #port: Port;
  readonly #inbox: Message[] = [];
  #inboxSize = 0;
  #paused = false;
  /** How it ended, or how the handler asked it to end; null while messages may be sent. */
  #ending: Ended | null = null;
  #over = false;
  #deaf = false;
  #slow = false;
  #drained: { readonly promise: Promise<void>; resolve(): void; reject(error: unknown): void } | null = null;
  #closed: { readonly promise: Promise<Ending>; resolve(ending: Ending): void } | null = null;

  constructor(port: Port, peer: number) {
    super("This socket");
    this.#port = port;
    this.peer = peer;
  }

  /** A message came. Straight to the recv that waits, or into the inbox. */
  deliver(message: Message, size: number): void {
    if (this.#deaf) return;
    if (this.awaited && this.#inbox.length === 0) {
      this.give(message);
      return;
    }
    this.#inbox.push(message);
    this.#inboxSize += size;
    if (this.#inbox.length >= inboxHigh.messages || this.#inboxSize >= inboxHigh.size) this.#pause();
    this.wake();
  }

  take(): Message | null | typeof nothing {
    const message = this.#inbox.shift();
    if (message === undefined) return this.#over ? null : nothing;
    this.#inboxSize = this.#inbox.length === 0 ? 0 : this.#inboxSize - sizeOf(message);
    if (this.#paused && this.#inbox.length <= inboxLow.messages && this.#inboxSize <= inboxLow.size) this.#resume();
    return message;
  }

  /** Text that fits goes out at once; everything else is sorted out first. */
  send(data: unknown): Promise<void> {
    if (this.#ending !== null) return this.#refuse("send");
    try {
      if (typeof data === "string") this.#text(data);
      else this.#dispatch(outgoing(data));
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#slow ? this.#untilDrained() : sent;
  }

  ping(data: unknown): Promise<void> {
    if (this.#ending !== null) return this.#refuse("ping");
    try {
      this.#port.ping(this.peer, controlBytes(data));
      return this.#slow ? this.#untilDrained() : sent;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Closing what is over already changes nothing. */
  close(code?: unknown, reason?: unknown): Promise<void> {
    try {
      const ending = checkedEnding(code, reason);
      if (this.#ending === null) this.#sendClose(ending.code, ending.reason);
      return sent;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  get closed(): Promise<Ending> {
    if (this.#closed === null) {
      this.#closed = Promise.withResolvers<Ending>();
      if (this.#over && this.#ending !== null) this.#closed.resolve(endingOf(this.#ending));
    }
    return this.#closed.promise;
  }

  /** The connection is over, with the last message that a handler gets. */
  peerClosed(code: number, reason: string): void {
    this.#end({ code, reason, by: this.#ending?.by ?? "client" });
    this.#over = true;
    this.deliver({ type: "close", code, reason }, 0);
    this.#closed?.resolve({ code, reason });
  }

  /** `handle` returned: nobody receives any more, and the client is told goodbye. */
  finish(): void {
    this.#stopListening();
    if (this.#ending === null) this.#sendClose(closeCodes.done, "");
  }

  /** `handle` failed: the room closes the socket. */
  crashed(): void {
    this.#stopListening();
    if (this.#ending === null) this.#end({ code: closeCodes.handlerCrashed, reason: "", by: "handler" });
  }

  /** New code takes over: what was not received goes back, and every recv ends. */
  retire(): void {
    for (const message of this.#inbox.splice(0))
      if (message.type !== "close") this.#port.unread(this.peer, message.type, message.data);
    this.#over = this.#deaf = true;
    const ending = { code: closeCodes.newCode, reason: "new code took over", by: "swap" } as const;
    if (this.#ending === null) this.#end(ending);
    this.#closed?.resolve(endingOf(ending));
    this.wake();
  }

  flow(unsent: number): void {
    this.#slow = unsent > this.#port.limits.unsentHighBytes || (this.#slow && unsent > 0);
    if (this.#slow || this.#drained === null) return;
    this.#drained.resolve();
    this.#drained = null;
  }

  #text(text: string): void {
    const limit = this.#port.limits.messageBytes;
    if (text.length * 3 > limit) refuseTooBig(byteLength(text), limit);
    this.#port.send(this.peer, text);
  }

  #dispatch(message: Message): void {
    switch (message.type) {
      case "text":
        this.#text(message.data);
        break;
      case "binary":
        refuseTooBig(message.data.length, this.#port.limits.messageBytes);
        this.#port.send(this.peer, message.data);
        break;
      case "ping":
        this.#port.ping(this.peer, controlBytes(message.data));
        break;
      case "pong":
        this.#port.pong(this.peer, controlBytes(message.data));
        break;
      case "close": {
        const { code, reason } = checkedEnding(message.code === 1005 ? undefined : message.code, message.reason);
        this.#sendClose(code, reason);
        break;
      }
      default:
        message satisfies never;
    }
  }

  #sendClose(code: number | null, reason: string): void {
    this.#end({ code: code ?? 1005, reason, by: "handler" });
    this.#port.close(this.peer, code, reason);
  }

  #end(ending: Ended): void {
    this.#ending = ending;
    if (this.#drained === null) return;
    const { promise, reject } = this.#drained;
    this.#drained = null;
    promise.catch(() => {});
    reject(refusalOf("send", ending));
  }

  #stopListening(): void {
    this.#deaf = true;
    this.#inbox.length = 0;
    if (this.#paused) this.#resume();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#port.pause(this.peer);
  }

  #resume(): void {
    this.#paused = false;
    this.#port.resume(this.peer);
  }

  #untilDrained(): Promise<void> {
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }

  /** Nobody need await the news that a client left: only an awaited send throws it. */
  #refuse(call: string): Promise<never> {
    const refused = Promise.reject(refusalOf(call, this.#ending ?? { code: 1006, reason: "", by: "client" }));
    if (this.#ending?.by !== "handler") refused.catch(() => {});
    return refused;
  }
}

function endingOf({ code, reason }: Ending): Ending {
  return { code, reason };
}

function sizeOf(message: Message): number {
  return message.type === "close" ? 0 : message.data.length;
}

function refuseTooBig(bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw new RangeError(
    `A message of ${bytes} bytes is over the limit of ${limit} bytes (LIMIT_MESSAGE_BYTES). Send it in parts.`,
  );
}
