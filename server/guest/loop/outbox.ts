// What a handler may still send to one client: nothing once the connection is over, and not faster than the client reads.
import { reportedCodes } from "../../protocol/rfc6455.ts";
import type { HostInterface } from "../host-interface.ts";
import { byteLength } from "../node/utf8.ts";
import { checkedEnding, type Ended, refusalOf } from "./ending.ts";
import { controlBytes, type Message, outgoing } from "./message.ts";

// Captured: a learner may replace what stands on the globals.
const NativeBytes = Uint8Array;

/** Shared by every send that does not have to wait. */
const sent = Promise.resolve();

/** More messages than tasks that could each be awaiting one. */
const mostHeld = 64;

type Outgoing = Exclude<Message, { readonly type: "close" }>;

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
  /** Messages that wait for a later turn: this turn's share of the output is used. */
  readonly #held: Outgoing[] = [];
  /** Nothing has ended it and nothing is held: a message goes straight to the host. */
  #direct = true;
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
    if ((typeof data === "string" || data instanceof NativeBytes) && this.#direct) {
      const answer = this.#port.send(this.#peer, data, this.#mostBytes);
      if (answer === undefined) return this.#slow ? this.#untilDrained() : sent;
      if (answer >= 0) return Promise.reject(this.#tooBig(answer));
      this.#hold(typeof data === "string" ? { type: "text", data } : { type: "binary", data });
      return this.#untilDrained();
    }
    return this.#attempt("send", () => this.#dispatch(outgoing(data)));
  }

  ping(data: unknown): Promise<void> {
    return this.#attempt("ping", () => this.#dispatch({ type: "ping", data: controlBytes(data) }));
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
    this.#direct = false;
    this.#held.length = 0;
    if (this.#drained === null) return;
    const { promise, reject } = this.#drained;
    this.#drained = null;
    promise.catch(() => {});
    reject(refusalOf("send", this.#ended));
  }

  flow(unsent: number): void {
    this.#slow = unsent > this.#port.limits.unsentHighBytes || (this.#slow && unsent > 0);
    if (this.#slow || !this.#flush(true) || this.#drained === null) return;
    this.#drained.resolve();
    this.#drained = null;
  }

  #attempt(call: string, act: () => void): Promise<void> {
    if (this.#ended !== null) return refused(call, this.#ended);
    try {
      act();
      return this.#slow || this.#held.length > 0 ? this.#untilDrained() : sent;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #dispatch(message: Message): void {
    switch (message.type) {
      case "text":
      case "binary":
        this.#sendOrHold(message);
        break;
      case "ping":
      case "pong":
        this.#sendOrHold({ type: message.type, data: controlBytes(message.data) });
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
    this.#flush(false);
    this.#port.close(this.#peer, code, reason);
    this.end({ code: code ?? reportedCodes.noCode, reason, by: "handler" });
  }

  #sendOrHold(message: Outgoing): void {
    const { type, data } = message;
    const bytes = type === "text" ? byteLength(data) : data.length;
    if (bytes > this.#mostBytes) throw this.#tooBig(bytes);
    if (!this.#direct || !this.#sendNow(message, true)) this.#hold(message);
  }

  /** Keeps a copy. A handler that goes on without waiting runs into the turn's limit instead of filling its memory. */
  #hold(message: Outgoing): void {
    const { type, data } = message;
    this.#held.push(type === "text" ? message : { type, data: data.slice() });
    this.#direct = false;
    if (this.#held.length > mostHeld) this.#flush(false);
  }

  /** Sends what is held, in order; false when `mayWait` and this turn's share is used again. */
  #flush(mayWait: boolean): boolean {
    while (this.#held[0] !== undefined) {
      if (!this.#sendNow(this.#held[0], mayWait)) return false;
      this.#held.shift();
    }
    this.#direct = this.#ended === null;
    return true;
  }

  #sendNow({ type, data }: Outgoing, mayWait: boolean): boolean {
    const port = this.#port;
    if (type === "ping" || type === "pong") {
      return (mayWait ? port[type](this.#peer, data, true) : port[type](this.#peer, data)) === undefined;
    }
    return (mayWait ? port.send(this.#peer, data, this.#mostBytes) : port.send(this.#peer, data)) === undefined;
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
