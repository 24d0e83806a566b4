// Sends to one client: no faster than the client reads, no more than a turn's share, and nothing after the close.
import { closeReasonBytes, controlPayloadBytes, maySendCloseCode, reportedCodes } from "../../protocol/rfc6455.ts";
import type { LoopHost } from "../bridge.ts";
import { byteLength, bytesOf, encode, isBytes, messageTooBig } from "../node/bytes.ts";
import { type EndedBy, SocketClosed } from "./errors.ts";

// Captured: a learner may replace globals.
const NativeBytes = Uint8Array;

/** Returned by every send that need not wait. */
const sent = Promise.resolve();

/** More messages than tasks that could each be awaiting one. */
const maxHeld = 64;

export interface Closure {
  readonly code: number;
  readonly reason: string;
}
type EndedClosure = Closure & { readonly by: EndedBy };

type Outgoing = Exclude<Message, { readonly type: "close" }>;

export class Outbox {
  readonly #host: LoopHost;
  readonly #peer: number;
  readonly #maxBytes: number;
  /** How the connection ended, or how the handler closed it; null while messages may be sent. */
  #ended: EndedClosure | null = null;
  /** The client reads too slowly: its unsent bytes passed the high mark and have not drained since. */
  #slow = false;
  /** Messages that wait for a later turn, because this turn's share of the output is used. */
  readonly #held: Outgoing[] = [];
  /** Not ended and nothing held: a message goes straight to the host. */
  #direct = true;
  #drained: PromiseWithResolvers<void> | null = null;

  constructor(host: LoopHost, peer: number) {
    this.#host = host;
    this.#peer = peer;
    // `| 0` turns the float that JSON.parse made into a small integer, which the host reads faster.
    this.#maxBytes = host.limits.messageBytes | 0;
  }

  get ended(): EndedClosure | null {
    return this.#ended;
  }

  /** Text and bytes take a short path; everything else is parsed first. */
  send(data: unknown): Promise<void> {
    if ((typeof data === "string" || data instanceof NativeBytes) && this.#direct) {
      const answer = this.#host.send(this.#peer, data, this.#maxBytes);
      if (answer === undefined) return this.#slow ? this.#untilDrained() : sent;
      if (answer >= 0) return Promise.reject(messageTooBig(answer, this.#maxBytes));
      this.#hold(typeof data === "string" ? { type: "text", data } : { type: "binary", data });
      return this.#untilDrained();
    }
    return this.#attempt("send", () => this.#dispatch(parseOutgoing(data)));
  }

  ping(data: unknown): Promise<void> {
    return this.#attempt("ping", () => this.#sendOrHold({ type: "ping", data: parseControlData(data) }));
  }

  /** Closing a connection that is already closed does nothing. */
  close(code?: unknown, reason?: unknown): Promise<void> {
    try {
      const closure = parseClosure(code, reason);
      if (this.#ended === null) this.#close(closure);
      return sent;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Nothing can be sent any more; pending sends reject. Only the first call counts. */
  end(ended: EndedClosure): void {
    this.#ended ??= ended;
    this.#direct = false;
    this.#held.length = 0;
    if (this.#drained === null) return;
    const { promise, reject } = this.#drained;
    this.#drained = null;
    promise.catch(() => {});
    reject(closedError("send", this.#ended));
  }

  /** The host reports how many bytes are unsent. Pending sends resolve once the client has caught up. */
  flow(unsent: number): void {
    this.#slow = unsent > this.#host.limits.unsentHighBytes || (this.#slow && unsent > 0);
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

  #dispatch(message: Message) {
    switch (message.type) {
      case "text":
      case "binary":
        return this.#sendOrHold(message);
      case "ping":
      case "pong":
        return this.#sendOrHold({ type: message.type, data: parseControlData(message.data) });
      case "close": {
        const given = message.code === reportedCodes.noCode ? undefined : message.code;
        return this.#close(parseClosure(given, message.reason));
      }
      default:
        message satisfies never;
    }
  }

  #close({ code, reason }: ReturnType<typeof parseClosure>): void {
    this.#flush(false);
    this.#host.close(this.#peer, code, reason);
    this.end({ code: code ?? reportedCodes.noCode, reason, by: "handler" });
  }

  #sendOrHold(message: Outgoing): void {
    const { type, data } = message;
    const bytes = type === "text" ? byteLength(data) : data.length;
    if (bytes > this.#maxBytes) throw messageTooBig(bytes, this.#maxBytes);
    if (!this.#direct || !this.#sendNow(message, true)) this.#hold(message);
  }

  /** Keeps a copy. A handler that never awaits reaches the turn's limit instead of filling its memory. */
  #hold(message: Outgoing): void {
    const { type, data } = message;
    this.#held.push(type === "text" ? message : { type, data: new NativeBytes(data) });
    this.#direct = false;
    if (this.#held.length > maxHeld) this.#flush(false);
  }

  /** Sends held messages in order; false when `mayWait` and this turn's share is used again. */
  #flush(mayWait: boolean): boolean {
    while (this.#held[0] !== undefined) {
      if (!this.#sendNow(this.#held[0], mayWait)) return false;
      this.#held.shift();
    }
    this.#direct = this.#ended === null;
    return true;
  }

  #sendNow({ type, data }: Outgoing, mayWait: boolean): boolean {
    const host = this.#host;
    if (type === "ping" || type === "pong") {
      return (mayWait ? host[type](this.#peer, data, true) : host[type](this.#peer, data)) === undefined;
    }
    return (mayWait ? host.send(this.#peer, data, this.#maxBytes) : host.send(this.#peer, data)) === undefined;
  }

  #untilDrained(): Promise<void> {
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }
}

/** Throws with the remedy for a code or reason that RFC 6455 §7.4 does not let an endpoint send. */
function parseClosure(code: unknown, reason: unknown): { code: number | null; reason: string } {
  if (reason !== undefined && typeof reason !== "string")
    throw new TypeError("The reason of a close must be a string.");
  if (code === undefined) {
    if (reason !== undefined && reason !== "") throw new TypeError("A reason needs a code: close(1000, reason).");
    return { code: null, reason: "" };
  }
  if (typeof code !== "number") throw new TypeError("The code of a close must be a number, for example 1000.");
  if (!maySendCloseCode(code)) throw new RangeError(unsendableCode(code));
  const text = reason ?? "";
  const bytes = byteLength(text);
  if (bytes > closeReasonBytes)
    throw new RangeError(`The reason of a close is at most ${closeReasonBytes} bytes; this is ${bytes}.`);
  return { code, reason: text };
}

function unsendableCode(code: number): string {
  if (code === 1005 || code === 1006 || code === 1015)
    return `Close code ${code} may not be sent: it is reserved for local use. Use 1000, or a code of your own from 3000 to 4999.`;
  return `Close code ${code} may not be sent. Use 1000 to 1014 (except 1004, 1005 and 1006), or a code of your own from 3000 to 4999.`;
}

function closedError(call: string, { code, reason, by }: EndedClosure): SocketClosed {
  const how = reason === "" ? `code ${code}` : `code ${code}, "${reason}"`;
  const sentences = {
    client: `${call}() on a closed connection: the client left (${how}).`,
    handler: `${call}() after close(): your code closed this connection (${how}).`,
    swap: `${call}() from replaced code: this connection now belongs to a newer version.`,
  };
  return new SocketClosed(sentences[by], code, reason, by);
}

/** A send that is not awaited may ignore that its client left. */
function refused(call: string, ended: EndedClosure): Promise<never> {
  const promise = Promise.reject(closedError(call, ended));
  if (ended.by !== "handler") promise.catch(() => {});
  return promise;
}

export type Message =
  | { readonly type: "text"; readonly data: string }
  | { readonly type: "binary" | "ping" | "pong"; readonly data: Uint8Array }
  | { readonly type: "close"; readonly code: number; readonly reason: string };

/** Parses the argument of `send`; throws a TypeError with the remedy. */
function parseOutgoing(data: unknown): Message {
  if (typeof data === "string") return { type: "text", data };
  if (isBytes(data)) return { type: "binary", data: bytesOf(data) };
  if (typeof data === "object" && data !== null && "type" in data) return parseMessage(data);
  throw new TypeError(notSendable(data));
}

function parseControlData(data: unknown): Uint8Array {
  if (data === undefined) return new Uint8Array(0);
  const bytes = typeof data === "string" ? encode(data) : isBytes(data) ? bytesOf(data) : null;
  if (bytes === null) throw new TypeError("A ping carries a string, bytes or nothing.");
  if (bytes.length > controlPayloadBytes)
    throw new RangeError(`A ping carries at most ${controlPayloadBytes} bytes; this is ${bytes.length}.`);
  return bytes;
}

function parseMessage(message: { type: unknown }): Message {
  const { type } = message;
  const data = "data" in message ? message.data : undefined;
  if (type === "text" && typeof data === "string") return { type, data };
  if ((type === "binary" || type === "ping" || type === "pong") && isBytes(data)) return { type, data: bytesOf(data) };
  if (type === "close") return parseCloseMessage(message);
  throw new TypeError(
    'A message is { type: "text", data: string }, { type: "binary" | "ping" | "pong", data: Uint8Array } or { type: "close", code, reason }.',
  );
}

/** 1005 and 1006 mean that no code was received: sent back, they become a close without a code. */
function parseCloseMessage(message: object): Message {
  const code = "code" in message && typeof message.code === "number" ? message.code : reportedCodes.noCode;
  const reason = "reason" in message && typeof message.reason === "string" ? message.reason : "";
  return { type: "close", code: code === reportedCodes.noCloseFrame ? reportedCodes.noCode : code, reason };
}

function notSendable(data: unknown): string {
  if (data === null || data === undefined) return `send(${data}): there is nothing to send. Send a string or bytes.`;
  if (typeof data === "object")
    return "send() takes a string, bytes or a Message. Convert an object to text first: send(JSON.stringify(value)).";
  if (typeof data === "symbol" || typeof data === "function")
    return `send() takes a string, bytes or a Message, not a ${typeof data}.`;
  return `send() takes a string, bytes or a Message, not a ${typeof data}: send(String(value)).`;
}
