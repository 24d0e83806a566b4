// The threads of a host that run offloaded calls: few, shared by all rooms in a fair order, and replaced when one is lost.
import { Worker } from "node:worker_threads";
import { FairQueue, type Requester } from "../../processes/fair-queue.ts";
import type { OffloadStatus } from "../../protocol/guest.ts";
import type { LearnerAccount } from "../cpu-budget.ts";
import type { BootImage } from "../sandbox/boot-image.ts";
import { fuelPerMs } from "../sandbox/cpu-clock.ts";
import type { CallResult } from "../sandbox/offloaded-call.ts";
import type { ThreadCall, ThreadData, ThreadResult } from "./thread.ts";

interface ThreadJob extends Omit<ThreadCall, "call"> {
  readonly from: Requester;
  /** Pays for the call, which waits while the account is in debt; null for a call that is limited otherwise. */
  readonly account: LearnerAccount | null;
  done(result: CallResult): void;
}

interface Pending {
  readonly job: ThreadJob;
  readonly call: number;
  isCancelled: boolean;
}

/** Another program that computes shares the machine's cores with the hosts: two calls at a time are enough for a lesson. */
const maxThreads = 2;
/** Only a thread that does not react to its limits takes this long. */
const lostMs = 30_000;
const stackMb = 4;
/** From the package's root, because set-up bundles this file into build/host. */
const threadFile = new URL(import.meta.url.replace(/(?:server|build)\/host\/[^?]*$/, "server/host/offload/thread.ts"));

export class OffloadThreads implements Disposable {
  readonly #pool: { readonly image: BootImage };
  readonly #threads = new Set<Thread>();
  readonly #queue = new FairQueue<Pending>();
  /** Calls of learners whose account is in debt, in order. */
  readonly #parked = new Set<Pending>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer ends: for the parked call that has to wait least. */
  #unparkAtMs = Number.POSITIVE_INFINITY;
  #calls = 0;

  constructor(pool: { readonly image: BootImage }) {
    this.#pool = pool;
  }

  /** Returns a function that stops the call; `done` is then not called. Threads start when they are first needed. */
  run(job: ThreadJob): () => void {
    this.#calls += 1;
    const pending = { job, call: this.#calls, isCancelled: false };
    this.#queue.push(job.from, pending);
    this.#dispatch();
    return () => {
      pending.isCancelled = true;
      this.#parked.delete(pending);
      for (const thread of this.#threads) thread.cancel(pending);
    };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const thread of this.#threads) thread[Symbol.dispose]();
    this.#threads.clear();
    this.#parked.clear();
  }

  #dispatch(): void {
    for (let thread = this.#idleThread(); thread !== null; thread = this.#idleThread()) {
      const next = this.#next();
      if (next === null) return;
      thread.run(next);
    }
  }

  /** Starts one if there are few; null while all are busy. */
  #idleThread(): Thread | null {
    for (const thread of this.#threads) if (thread.running === null) return thread;
    if (this.#threads.size >= maxThreads || this.#queue.size === 0) return null;
    const thread = new Thread({
      image: this.#pool.image,
      onResult: (pending, result) => this.#onResult(pending, result),
      onEnd: (lost) => this.#onEnd(lost),
    });
    this.#threads.add(thread);
    return thread;
  }

  /** The next call whose learner has CPU left. */
  #next(): Pending | null {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const waitMs = next.job.account?.offloaded.waitMs(0, performance.now()) ?? 0;
      if (next.isCancelled) continue;
      if (waitMs === 0) return next;
      this.#park(next, waitMs);
    }
    return null;
  }

  #park(pending: Pending, waitMs: number): void {
    this.#parked.add(pending);
    const atMs = performance.now() + waitMs;
    if (atMs >= this.#unparkAtMs) return;
    this.#unparkAtMs = atMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#unpark(), waitMs);
  }

  #unpark(): void {
    this.#unparkAtMs = Number.POSITIVE_INFINITY;
    const parked = [...this.#parked];
    this.#parked.clear();
    for (const pending of parked) this.#queue.push(pending.job.from, pending);
    this.#dispatch();
  }

  #onResult({ job, isCancelled }: Pending, result: CallResult & { readonly cpuMs: number }): void {
    job.account?.offloaded.take(Math.max(result.fuel, result.cpuMs * fuelPerMs), performance.now());
    if (!isCancelled) job.done(result);
    this.#dispatch();
  }

  #onEnd(thread: Thread): void {
    this.#threads.delete(thread);
    const lost = thread.running;
    if (lost !== null) this.#onResult(lost, { ...endedAs("lost"), fuel: lost.job.limits.offloadFuel, cpuMs: 0 });
    else this.#dispatch();
  }
}

export function endedAs(status: OffloadStatus): CallResult {
  return { status, value: new Uint8Array(0), fault: null, reports: [], fuel: 0 };
}

interface ThreadOptions {
  readonly image: BootImage;
  onResult(pending: Pending, result: ThreadResult): void;
  /** It ended without being disposed. */
  onEnd(thread: Thread): void;
}

class Thread implements Disposable {
  running: Pending | null = null;
  readonly #worker: Worker;
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly #options: ThreadOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    const workerData: ThreadData = { image: options.image, cancelled: this.#cancelled };
    this.#worker = new Worker(threadFile, { workerData, env: {}, resourceLimits: { stackSizeMb: stackMb } });
    this.#worker.unref();
    this.#worker.on("message", (result: ThreadResult) => this.#onMessage(result));
    this.#worker.on("error", (error) => process.stderr.write(`A thread for offloaded calls failed: ${error}\n`));
    this.#worker.on("exit", () => {
      clearTimeout(this.#timer);
      options.onEnd(this);
    });
  }

  run(pending: Pending): void {
    const { limits, program, value, nowMs, seed } = pending.job;
    this.running = pending;
    this.#timer = setTimeout(() => void this.#worker.terminate(), lostMs).unref();
    this.#worker.postMessage({ call: pending.call, limits, program, value, nowMs, seed } satisfies ThreadCall);
  }

  /** Stops the call at its next check, if it is running. */
  cancel(pending: Pending): void {
    if (this.running === pending) Atomics.store(this.#cancelled, 0, pending.call);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#worker.removeAllListeners("exit");
    void this.#worker.terminate();
  }

  #onMessage(result: ThreadResult): void {
    clearTimeout(this.#timer);
    const { running } = this;
    this.running = null;
    if (running !== null) this.#options.onResult(running, result);
  }
}
