// Runs tasks in a worker thread, one at a time. A task that takes too long costs the thread, and the next one starts another.
import { fileURLToPath } from "node:url";
import type { ResourceLimits } from "node:worker_threads";
import { Piscina } from "piscina";
import { SerialQueue } from "../serial-queue.ts";

export interface WorkerQueueOptions<Task> {
  /** A module whose default export runs one task. */
  readonly program: URL;
  readonly deadlineMs: number;
  /** A thread without work ends after this. */
  readonly idleMs: number;
  readonly resourceLimits: ResourceLimits;
  /** A trivial task: the time that a thread takes to load then does not count against the first real one. */
  readonly warmUp?: Task;
}

export class WorkerQueue<Task, Result> implements AsyncDisposable {
  readonly #options: WorkerQueueOptions<Task>;
  readonly #pool: Piscina<Task, Result>;
  readonly #queue = new SerialQueue();
  #error: Error | null = null;
  #closed = false;

  constructor(options: WorkerQueueOptions<Task>) {
    const { program, idleMs, resourceLimits } = options;
    this.#options = options;
    this.#pool = new Piscina({
      filename: fileURLToPath(program),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: idleMs,
      env: {},
      execArgv: [],
      resourceLimits,
    });
    // The thread could not start. Piscina leaves the task in its queue.
    this.#pool.on("error", (error: Error) => {
      this.#error = error;
      void this.#pool.destroy();
    });
  }

  /** Rejects if the task fails, takes too long, or kills the thread. */
  run(task: Task): Promise<Result> {
    return this.#queue.run(() => this.#run(task));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#pool.destroy();
  }

  async #run(task: Task): Promise<Result> {
    const { deadlineMs, warmUp } = this.#options;
    this.#error = null;
    try {
      if (this.#closed) throw new Error("The server is shutting down.");
      if (warmUp !== undefined) await this.#pool.run(warmUp);
      return await this.#pool.run(task, { signal: AbortSignal.timeout(deadlineMs) });
    } catch (error) {
      if (this.#closed) throw new Error("The server is shutting down.");
      if (error instanceof Error && error.name === "AbortError")
        throw new Error(`It took longer than ${deadlineMs} ms.`);
      throw this.#error ?? error;
    }
  }
}
