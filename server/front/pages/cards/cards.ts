// Cards painted when they are asked for, once for each content, in a thread that is there only while there is work.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Card } from "./card.ts";
import type { PaintCall, PaintReply } from "./painter.ts";
import { createPictureMemory, type PictureMemory } from "./picture-memory.ts";

export interface CardsOptions {
  readonly memory?: PictureMemory;
  /** So long a thread without work stays. */
  readonly idleMs?: number;
  /** A picture that takes longer costs its thread. */
  readonly mostMs?: number;
}

/** A new look makes new pictures. */
const look = createHash("sha256")
  .update(readFileSync(new URL("./layout.ts", import.meta.url)))
  .digest("hex");

interface Job {
  readonly done: PromiseWithResolvers<Buffer>;
  readonly timer: NodeJS.Timeout;
}

export class Cards implements AsyncDisposable {
  readonly #memory: PictureMemory;
  readonly #idleMs: number;
  readonly #mostMs: number;
  readonly #underWay = new Map<string, Promise<Buffer>>();
  readonly #jobs = new Map<number, Job>();
  #thread: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #count = 0;
  #closed = false;

  constructor({ memory = createPictureMemory(), idleMs = 10_000, mostMs = 10_000 }: CardsOptions = {}) {
    this.#memory = memory;
    this.#idleMs = idleMs;
    this.#mostMs = mostMs;
  }

  /** How many pictures were painted here, for those who watch it. */
  get painted(): number {
    return this.#count;
  }

  /** A PNG of 1200 × 630. Who asks for the same one meanwhile gets the same one. Rejects when it cannot be painted. */
  png(card: Card): Promise<Buffer> {
    const key = createHash("sha256").update(look).update(JSON.stringify(card)).digest("hex").slice(0, 32);
    const found = this.#underWay.get(key) ?? this.#find(key, card).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, found);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#end("the server is leaving");
  }

  async #find(key: string, card: Card): Promise<Buffer> {
    const known = await this.#memory.get(key);
    if (known !== null) return known;
    const png = await this.#paint(card);
    await this.#memory.set(key, png);
    return png;
  }

  #paint(card: Card): Promise<Buffer> {
    if (this.#closed) return Promise.reject(new Error("The server is leaving."));
    clearTimeout(this.#idle);
    const id = ++this.#count;
    const done = Promise.withResolvers<Buffer>();
    const timer = setTimeout(() => void this.#end(`a picture took longer than ${this.#mostMs} ms`), this.#mostMs);
    this.#jobs.set(id, { done, timer });
    const call: PaintCall = { id, card };
    this.#started().postMessage(call);
    return done.promise;
  }

  #started(): Worker {
    if (this.#thread !== null) return this.#thread;
    const resourceLimits = { maxOldGenerationSizeMb: 192 };
    const thread = new Worker(new URL("./painter.ts", import.meta.url), { execArgv: [], env: {}, resourceLimits });
    thread.on("message", (reply: PaintReply) => this.#heard(reply));
    thread.on("error", (error) => void this.#end(error.message, thread));
    thread.on("exit", () => void this.#end("the painter ended", thread));
    this.#thread = thread;
    return thread;
  }

  #heard(reply: PaintReply): void {
    const job = this.#jobs.get(reply.id);
    this.#jobs.delete(reply.id);
    clearTimeout(job?.timer);
    if ("png" in reply) job?.done.resolve(Buffer.from(reply.png.buffer));
    else job?.done.reject(new Error(`The card could not be painted: ${reply.trouble}`));
    if (this.#jobs.size > 0) return;
    this.#idle = setTimeout(() => void this.#end("there was nothing to do"), this.#idleMs).unref();
  }

  /** Of `thread` if it is still the one at work; whatever it was asked for is not painted. */
  async #end(why: string, thread: Worker | null = this.#thread): Promise<void> {
    if (thread === null || thread !== this.#thread) return;
    this.#thread = null;
    clearTimeout(this.#idle);
    for (const { done, timer } of this.#jobs.values()) {
      clearTimeout(timer);
      done.reject(new Error(`The card could not be painted: ${why}.`));
    }
    this.#jobs.clear();
    await thread.terminate();
  }
}
