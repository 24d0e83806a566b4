// Learners' code in colour, in time or not at all: in a thread of its own, remembered by content.
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { HighlightCall, HighlightReply } from "./highlight-thread.ts";

export interface HighlighterOptions {
  /** So long a document waits for its code's colours. */
  readonly patienceMs?: number;
  /** A thread that is busy longer than this with one text is ended: no expression of shiki's may hold it. */
  readonly mostMs?: number;
}

/** Longer text is sent plain: it would keep the thread from everybody else. */
const mostChars = 16_000;
const mostLineChars = 1_000;
const mostWaiting = 8;
/** Of HTML, which is some ten times its text. */
const mostKeptChars = 16_000_000;

interface Job {
  readonly key: string;
  readonly source: string;
  readonly done: PromiseWithResolvers<string | null>;
}

export class Highlighter implements AsyncDisposable {
  readonly #patienceMs: number;
  readonly #mostMs: number;
  /** Null: known to be not worth trying. The oldest goes first. */
  readonly #known = new Map<string, string | null>();
  readonly #jobs = new Map<string, Job>();
  #thread: Worker | null = null;
  /** It has loaded shiki, which takes longer than any text may. */
  #isReady = false;
  #busy: { readonly id: number; readonly job: Job; readonly timer: NodeJS.Timeout } | null = null;
  #count = 0;
  #keptChars = 0;
  #closed = false;

  constructor({ patienceMs = 40, mostMs = 3_000 }: HighlighterOptions = {}) {
    this.#patienceMs = patienceMs;
    this.#mostMs = mostMs;
  }

  /** Null when it is not there in time: then it will be the next time. */
  async html(source: string): Promise<string | null> {
    const key = createHash("sha256").update(source).digest("base64");
    const known = this.#known.get(key);
    if (known !== undefined || isTooMuch(source) || this.#closed) return known ?? null;
    const job = this.#jobs.get(key) ?? this.#queue(key, source);
    if (job === null) return null;
    const { promise: late, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(() => resolve(null), this.#patienceMs);
    const html = await Promise.race([job.done.promise, late]);
    clearTimeout(timer);
    return html;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    await this.#end();
  }

  #queue(key: string, source: string): Job | null {
    if (this.#jobs.size >= mostWaiting) return null;
    const job = { key, source, done: Promise.withResolvers<string | null>() };
    this.#jobs.set(key, job);
    this.#next();
    return job;
  }

  #next(): void {
    const [job] = this.#jobs.values();
    if (this.#busy !== null || job === undefined) return;
    this.#thread ??= this.#start();
    if (!this.#isReady) return;
    const id = ++this.#count;
    const timer = setTimeout(() => this.#giveUp(), this.#mostMs);
    this.#busy = { id, job, timer };
    const call: HighlightCall = { id, source: job.source };
    this.#thread.postMessage(call);
  }

  #start(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: 192, stackSizeMb: 4 };
    const options = { execArgv: [], env: {}, resourceLimits };
    const thread = new Worker(new URL("./highlight-thread.ts", import.meta.url), options);
    thread.unref();
    thread.on("message", (message: "ready" | HighlightReply) => {
      if (message === "ready") this.#begin();
      else this.#settle(message.id, message.html);
    });
    // What it was busy with ended it; when that was nothing, it cannot start, and there will be no colours.
    thread.on("error", () => (this.#isReady ? this.#giveUp() : this.#close()));
    return thread;
  }

  #begin(): void {
    this.#isReady = true;
    this.#next();
  }

  #giveUp(): void {
    void this.#end();
    if (this.#busy !== null) this.#settle(this.#busy.id, null);
  }

  #close(): void {
    this.#closed = true;
    for (const { done } of this.#jobs.values()) done.resolve(null);
    this.#jobs.clear();
  }

  #settle(id: number, html: string | null): void {
    if (this.#busy?.id !== id) return;
    const { job, timer } = this.#busy;
    clearTimeout(timer);
    this.#busy = null;
    this.#jobs.delete(job.key);
    this.#keep(job.key, html);
    job.done.resolve(html);
    this.#next();
  }

  #keep(key: string, html: string | null): void {
    this.#known.set(key, html);
    this.#keptChars += sizeOf(html);
    for (const [oldest, dropped] of this.#known) {
      if (this.#keptChars <= mostKeptChars) return;
      this.#known.delete(oldest);
      this.#keptChars -= sizeOf(dropped);
    }
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#isReady = false;
    await thread?.terminate();
  }
}

/** With its key, so that what is known to be nothing takes its room too. */
function sizeOf(html: string | null): number {
  return (html?.length ?? 0) + 100;
}

function isTooMuch(source: string): boolean {
  return source.length > mostChars || source.split("\n").some((line) => line.length > mostLineChars);
}
