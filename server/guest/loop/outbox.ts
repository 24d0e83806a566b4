// What a handler may still send to one client: nothing once the connection is over, and not faster than the client reads.
import { reportedCodes } from "../../protocol/rfc6455.ts";
import type { HostInterface } from "../host-interface.ts";
import { checkedEnding, type Ended, refusalOf } from "./ending.ts";
import { controlBytes, type Message, outgoing } from "./message.ts";

// Captured: a learner may replace what stands on the globals.
const NativeBytes = Uint8Array;

/** Shared by every send that does not have to wait. */
const sent = Promise.resolve();

interface Drained {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

export class Outbox {
  readonly #port: HostInterface;
  readonly #peer: number;
  readonly #mostBytes: number;
  /** How it ended, or how the handler asked it to end; null while messages may be sent. */
  #ended: Ended | null = null;
  #slow = false;
  #drained: Drained | null = null;

  constructor(port: HostInterface, peer: number) {
    this.#port = port;
    this.#peer = peer;
    // A small integer to the engine, where JSON made a float of it: the host reads those at once.
    this.#mostBytes = port.limits.messageBytes | 0;
  }

  get ended(): Ended | null {
    return this.#ended;
  }

  /** Text and bytes go out at once; everything else is sorted out first. */
  send(data: unknown): Promise<void> {
    if ((typeof data === "string" || data instanceof NativeBytes) && this.#ended === null) {
      const bytes = this.#port.send(this.#peer, data, this.#mostBytes);
      if (bytes !== undefined) return Promise.reject(this.#tooBig(bytes));
      return this.#slow ? this.#untilDrained() : sent;
    }
    return this.#attempt("send", () => this.#dispatch(outgoing(data)));
  }

  ping(data: unknown): Promise<void> {
    return this.#attempt("ping", () => this.#port.ping(this.#peer, controlBytes(data)));
  }

  /** Closing what is over already changes nothing. */
  close(code?: unknown, reason?: unknown): Promise<void> {
    try {
      const ending = checkedEnding(code, reason);
      if (this.#ended === null) this.#close(ending.code, ending.reason);
      return sent;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Nothing goes out any more; a send that waits is told. The first ending counts. */
  end(ended: Ended): void {
    this.#ended ??= ended;
    if (this.#drained === null) return;
    const { promise, reject } = this.#drained;
    this.#drained = null;
    promise.catch(() => {});
    reject(refusalOf("send", this.#ended));
  }

  flow(unsent: number): void {
    this.#slow = unsent > this.#port.limits.unsentHighBytes || (this.#slow && unsent > 0);
    if (this.#slow || this.#drained === null) return;
    this.#drained.resolve();
    this.#drained = null;
  }

  #attempt(call: string, act: () => void): Promise<void> {
    if (this.#ended !== null) return refused(call, this.#ended);
    try {
      act();
      return this.#slow ? this.#untilDrained() : sent;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #dispatch(message: Message): void {
    switch (message.type) {
      case "text":
      case "binary":
        this.#sendWhole(message.data);
        break;
      case "ping":
      case "pong":
        this.#port[message.type](this.#peer, controlBytes(message.data));
        break;
      case "close": {
        const { code, reason } = checkedEnding(
          message.code === reportedCodes.noCode ? undefined : message.code,
          message.reason,
        );
        this.#close(code, reason);
        break;
      }
      default:
        message satisfies never;
    }
  }

  #close(code: number | null, reason: string): void {
    this.#port.close(this.#peer, code, reason);
    this.end({ code: code ?? reportedCodes.noCode, reason, by: "handler" });
  }

  #sendWhole(data: string | Uint8Array): void {
    const bytes = this.#port.send(this.#peer, data, this.#mostBytes);
    if (bytes !== undefined) throw this.#tooBig(bytes);
  }

  #tooBig(bytes: number): RangeError {
    return new RangeError(
      `A message of ${bytes} bytes is over the limit of ${this.#mostBytes} bytes (LIMIT_MESSAGE_BYTES). Send it in parts.`,
    );
  }

  #untilDrained(): Promise<void> {
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }
}

/** Nobody need await the news that a client left: only an awaited send throws it. */
function refused(call: string, ended: Ended): Promise<never> {
  const promise = Promise.reject(refusalOf(call, ended));
  if (ended.by !== "handler") promise.catch(() => {});
  return promise;
}
