// `offload`: runs a function in a sandbox and a thread of its own. The function travels as source and its values as bytes.
import type { OffloadStatus } from "../protocol/guest.ts";
import type { HostInterface } from "./bridge.ts";
import { abortable } from "./loop/source.ts";
import { type Bytes, isBytes } from "./node/bytes.ts";
import { fromBytes, toBytes } from "./node/value-bytes.ts";

/** Why a call neither returned nor threw. */
type FailureReason = Exclude<OffloadStatus, "returned" | "threw">;

export class OffloadFailed extends Error {
  readonly reason: FailureReason;

  constructor(message: string, reason: FailureReason) {
    super(message);
    this.reason = reason;
  }
}
Object.defineProperty(OffloadFailed.prototype, "name", { value: "OffloadFailed", configurable: true, writable: true });

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: readonly Bytes[] | undefined;
}

const maxSize = 16;
const sourceOf = Function.prototype.toString;
const { apply } = Reflect;

type OffloadHost = Pick<HostInterface, "freeNames" | "offloader" | "offload" | "cancelOffload">;

/** The functions that a handler has offloaded, and their pending calls. */
export class Offloaded {
  readonly #host: OffloadHost;
  /** The globals of every sandbox; a handler's own are not there when its function runs elsewhere. */
  readonly #globals: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(globalThis));
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  constructor(host: OffloadHost) {
    this.#host = host;
  }

  /** `offload(fn, { size })` */
  readonly create = (fn: unknown, options: { readonly size?: unknown } = {}) => {
    const offloader = this.#host.offloader(this.#sourceOf(fn), sizeOf(options.size ?? 2));
    if (offloader < 0)
      throw new Error("offload() was called too often. Call it once per function, at the top level of the file.");
    return (value?: unknown, { signal, transfer = [] }: CallOptions = {}): Promise<unknown> => {
      try {
        signal?.throwIfAborted();
        return this.#call(offloader, value, transfer, signal);
      } catch (error) {
        return Promise.reject(error);
      }
    };
  };

  settle(id: number, value: Uint8Array, status: OffloadStatus, message: string): void {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    if (call === undefined) return;
    if (status === "returned") call.resolve(fromBytes(value));
    else call.reject(status === "threw" ? fromBytes(value) : new OffloadFailed(message, status));
  }

  #call(
    offloader: number,
    value: unknown,
    transfer: readonly Bytes[],
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const buffers = transfer.map(bufferOf);
    const id = this.#calls + 1;
    if (this.#host.offload(id, offloader, toBytes(value)) === 0) throw new OffloadFailed(tooMuch, "busy");
    this.#calls = id;
    for (const buffer of buffers) buffer.transfer();
    const call = Promise.withResolvers<unknown>();
    this.#pending.set(id, call);
    return abortable(call.promise, signal, (reason) => {
      if (!this.#pending.delete(id)) return;
      this.#host.cancelOffload(id);
      call.reject(reason);
    });
  }

  #sourceOf(fn: unknown): string {
    if (typeof fn !== "function") throw new TypeError("offload() takes a function: offload((value) => …).");
    const source: string = apply(sourceOf, fn, []);
    const names = this.#host.freeNames(source);
    if (names === null)
      throw new TypeError(
        "offload() takes a function that is written out: an arrow function or a function expression, not a method, a class, a bound or a built-in function.",
      );
    const outside = names.split(" ").filter((name) => name !== "" && !this.#globals.has(name));
    if (outside.length > 0) throw new ReferenceError(outsideText(outside));
    return source;
  }
}

/** Runs in the sandbox of one call. */
export async function runOffloaded(host: Pick<HostInterface, "result">, fn: unknown, value: Uint8Array): Promise<void> {
  try {
    const returned = typeof fn === "function" ? await fn(fromBytes(value)) : undefined;
    host.result(true, toBytes(returned));
  } catch (error) {
    // A full memory is a limit, which the host reports: there may be none left to describe it here.
    if (error instanceof Error && error.name === "InternalError" && error.message === "out of memory") throw error;
    host.result(false, thrownBytes(error));
  }
}

function thrownBytes(error: unknown): Uint8Array {
  try {
    return toBytes(error);
  } catch (reason) {
    return toBytes(reason);
  }
}

function sizeOf(size: unknown): number {
  if (typeof size === "number" && Number.isInteger(size) && size >= 1 && size <= maxSize) return size;
  throw new RangeError(`offload() takes a size from 1 to ${maxSize}: the number of calls that run at the same time.`);
}

function bufferOf(bytes: unknown): ArrayBuffer {
  if (!isBytes(bytes)) throw new TypeError("transfer takes a list of bytes: { transfer: [bytes] }.");
  const buffer = ArrayBuffer.isView(bytes) ? bytes.buffer : bytes;
  if (buffer instanceof ArrayBuffer) return buffer;
  throw new TypeError("transfer takes bytes of an ArrayBuffer.");
}

function outsideText([name, ...others]: readonly string[]): string {
  const more = others.length === 0 ? "" : ` (nor ${others.join(", ")})`;
  return (
    `offload() sends this function to another thread as text, so it cannot use "${name}"${more} from the code around it. ` +
    "Declare it inside the function, or pass it with the value."
  );
}

const tooMuch =
  "The values of the calls in this turn are too large (limit offloadBytes). Pass less at a time, or await earlier calls first.";
