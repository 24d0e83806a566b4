// `offload` outside of ws101: each call runs in a thread of its own, from the function's source and a copy of its value.
import { Worker } from "node:worker_threads";
import { Offloaded } from "../../guest/offload.ts";
import { freeNames } from "../../host/sandbox/free-names.ts";
import type { OffloadStatus } from "../../protocol/guest.ts";
import type { FromThread, ThreadData } from "./offload-thread.ts";
import { libraryLimits } from "./runtime.ts";

// Captured: the checks replace them.
const { setTimeout, clearTimeout } = globalThis;

/** CPU time of one call, about as much as in the sandbox. */
const callMs = 500;
/** How often a thread that a busy machine does not run, or that waits, is given more time. */
const looks = 8;
const shortestLookMs = 20;
const memoryMb = 64;
const threadFile = new URL("./offload-thread.js", import.meta.url);

interface Ended {
  readonly status: OffloadStatus;
  readonly value: Uint8Array;
  readonly costMs: number;
}

interface Offloader {
  readonly source: string;
  readonly size: number;
  running: number;
}

interface Call {
  readonly id: number;
  readonly offloader: Offloader;
  readonly value: Uint8Array;
  /** Null while it waits. */
  thread: CallThread | null;
  startsAtMs: number;
}

class OffloadedCalls {
  readonly #offloaded = new Offloaded(this);
  readonly #offloaders: Offloader[] = [];
  /** In the order in which they were made. */
  readonly #calls = new Map<number, Call>();
  #isHeld = false;
  /** While calls are held: when the last one ended, if they took only the time in which they ran. */
  #nowMs = 0;

  get create() {
    return this.#offloaded.create;
  }

  /** Results wait for `deliverNext` from now on. */
  hold(): void {
    this.#isHeld = true;
  }

  /**
   * Gives the handler the result of the held call that ends first. Calls take only the time in which they ran, so that the
   * order of results does not depend on how busy the machine is. False if there is none.
   */
  async deliverNext(): Promise<boolean> {
    const running = [...this.#calls.values()].map(async (call) => ({ call, ended: await call.thread?.ended }));
    const results = (await Promise.all(running)).flatMap(({ call: { id, startsAtMs }, ended }) =>
      ended === undefined || !this.#calls.has(id) ? [] : [{ id, ended, endsAtMs: startsAtMs + ended.costMs }],
    );
    const [first] = results.sort((a, b) => a.endsAtMs - b.endsAtMs);
    if (first === undefined) return false;
    this.#nowMs = first.endsAtMs;
    this.#end(first.id, first.ended);
    return true;
  }

  freeNames(source: string): string | null {
    return freeNames(source)?.join(" ") ?? null;
  }

  offloader(source: string, size: number): number {
    return this.#offloaders.push({ source, size, running: 0 }) - 1;
  }

  offload(id: number, number: number, value: Uint8Array): number {
    const offloader = this.#offloaders[number];
    if (offloader === undefined) return 0;
    if (this.#calls.size >= libraryLimits.offloadCalls) {
      queueMicrotask(() => this.#settle(id, failed("busy")));
      return 1;
    }
    this.#calls.set(id, { id, offloader, value, thread: null, startsAtMs: 0 });
    this.#startWaiting(offloader);
    return 1;
  }

  cancelOffload(id: number): void {
    this.#remove(id);
  }

  #startWaiting(offloader: Offloader): void {
    for (const call of this.#calls.values()) {
      if (offloader.running >= offloader.size) return;
      if (call.offloader === offloader && call.thread === null) this.#start(call);
    }
  }

  #start(call: Call): void {
    call.offloader.running += 1;
    call.startsAtMs = this.#nowMs;
    call.thread = new CallThread({ source: call.offloader.source, value: call.value, isTimed: this.#isHeld });
    if (!this.#isHeld) void call.thread.ended.then((ended) => this.#end(call.id, ended));
  }

  #end(id: number, ended: Ended): void {
    if (this.#remove(id)) this.#settle(id, ended);
  }

  /** False if the call has been cancelled. */
  #remove(id: number): boolean {
    const call = this.#calls.get(id);
    if (call === undefined) return false;
    this.#calls.delete(id);
    if (call.thread === null) return true;
    call.thread[Symbol.dispose]();
    call.offloader.running -= 1;
    this.#startWaiting(call.offloader);
    return true;
  }

  #settle(id: number, { value, status }: Ended): void {
    this.#offloaded.settle(id, value, status, messages[status]);
  }
}

class CallThread implements Disposable {
  readonly #worker: Worker;
  readonly #ended = Promise.withResolvers<Ended>();
  #timer: NodeJS.Timeout | undefined;

  constructor(data: ThreadData) {
    const limits = { maxOldGenerationSizeMb: memoryMb };
    this.#worker = new Worker(threadFile, { workerData: data, execArgv: [], resourceLimits: limits });
    this.#worker.on("message", (message: FromThread) => this.#onMessage(message));
    this.#worker.on("error", (error) => this.#end(failed(isOutOfMemory(error) ? "memory" : "lost")));
    // Nothing is left that could settle what the function returned.
    this.#worker.on("exit", () => this.#end(failed("stuck")));
  }

  get ended(): Promise<Ended> {
    return this.#ended.promise;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    void this.#worker.terminate();
  }

  #onMessage(message: FromThread): void {
    if (message === "begun") this.#endLater(callMs, looks);
    else this.#end({ ...message, status: message.ok ? "returned" : "threw" });
  }

  #endLater(leftMs: number, looksLeft: number): void {
    this.#timer = setTimeout(() => void this.#look(looksLeft), leftMs);
  }

  async #look(looksLeft: number): Promise<void> {
    const moreMs = callMs - (await this.#usedMs());
    if (moreMs <= 0 || looksLeft === 0) this.#end(failed("cpu"));
    else this.#endLater(Math.max(moreMs, shortestLookMs), looksLeft - 1);
  }

  /** CPU time. Node tells it since 24.6; before, and for a thread that has ended, it is all of the call's. */
  async #usedMs(): Promise<number> {
    if (!("cpuUsage" in this.#worker)) return callMs;
    const used = await this.#worker.cpuUsage().catch(() => null);
    return used === null ? callMs : (used.user + used.system) / 1_000;
  }

  #end(ended: Ended): void {
    this.#ended.resolve(ended);
    this[Symbol.dispose]();
  }
}

function failed(status: OffloadStatus): Ended {
  return { status, value: new Uint8Array(), costMs: callMs };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

const messages: Readonly<Record<OffloadStatus, string>> = {
  returned: "",
  threw: "",
  cpu: `The offloaded function computed for longer than ${callMs} ms. Look for an endless loop, or give it less to do.`,
  memory: `The offloaded function ran out of memory (limit: ${memoryMb} MiB). Look for something that grows without end.`,
  stuck: "The offloaded function waits for something that cannot happen where it runs. Let it compute and return.",
  busy: `Too many offloaded calls are waiting (limit: ${libraryLimits.offloadCalls} calls). Await earlier calls before you make more.`,
  lost: "The thread of the offloaded function failed. Look for errors in what it does after it has returned.",
};

export const offloadedCalls = new OffloadedCalls();
