// A thread that lists the checks of lessons: a `checks.ts` that never finishes loading costs this thread, not its owner's.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { ListedChecks } from "./list-checks.ts";

const listedSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), checks: z.array(z.object({ id: z.string(), title: z.string() })) }),
  z.object({ ok: z.literal(false), line: z.int().nullable(), problem: z.string(), remedy: z.string() }),
]);

export class ChecksThread implements AsyncDisposable {
  readonly #maxMs: number;
  #worker: Worker | null = null;

  /** `maxMs`: how long a file may take to load. */
  constructor(maxMs = 10_000) {
    this.#maxMs = maxMs;
  }

  /** One file at a time. */
  async list(file: string): Promise<ListedChecks> {
    this.#worker ??= new Worker(new URL("./list-checks-thread.ts", import.meta.url), { execArgv: [] });
    const signal = AbortSignal.timeout(this.#maxMs);
    const listed = once(this.#worker, "message", { signal });
    this.#worker.postMessage(file);
    try {
      const [message] = await listed;
      return listedSchema.parse(message);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      if (!signal.aborted) throw error;
      const remedy = "Look for an endless loop outside of `check`.";
      return { ok: false, line: null, problem: "The checks do not finish loading.", remedy };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}
