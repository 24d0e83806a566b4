// The caller's end of the store's thread: calls of one tick travel together, answers find their promises.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Answer, Arguments, OperationName } from "./operations.ts";
import type { Call, FromThread, Reply, ThreadData } from "./sqlite-messages.ts";
import { StoreError } from "./store.ts";

interface Waiting {
  resolve(value: never): void;
  reject(error: StoreError): void;
  readonly onEarly: ((value: never) => void) | undefined;
}

export class SqliteClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #gone: Promise<unknown>;
  #unsent: Call[] = [];
  #calls = 0;
  #closing: Promise<void> | null = null;
  #dead: StoreError | null = null;

  static async open(file: string): Promise<SqliteClient> {
    const workerData: ThreadData = { file };
    const worker = new Worker(new URL("./sqlite-thread.ts", import.meta.url), { workerData, execArgv: [] });
    const message = await firstMessage(worker);
    if (message?.type === "opened") return new SqliteClient(worker);
    await worker.terminate();
    if (message?.type === "refused") throw new StoreError(message.code, message.message);
    throw new StoreError("failed", "The store's thread did not start.");
  }

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#gone = once(worker, "exit").catch(() => undefined);
    worker.on("message", (message: FromThread) => {
      if (message.type === "replies") for (const reply of message.replies) this.#settle(reply);
      else if (message.type === "early") this.#waiting.get(message.id)?.onEarly?.(message.value);
    });
    worker.on("error", (error) => this.#die(new StoreError("failed", `The store's thread ended: ${error.message}`)));
    worker.on("exit", () => this.#die(new StoreError("closed", "The store is closed.")));
  }

  /** `onEarly` hears the answer before it is committed; it may still be rejected then. */
  call<Name extends OperationName>(
    name: Name,
    args: Arguments<Name>,
    onEarly?: (value: Awaited<Answer<Name>>) => void,
  ): Answer<Name>;
  call(name: string, args: readonly unknown[], onEarly?: (value: never) => void): Promise<unknown> {
    if (this.#closing !== null) return Promise.reject(new StoreError("closed", "The store is closed."));
    return this.#send(name, args, onEarly);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    if (this.#dead === null) await this.#send("close", []);
    await this.#gone;
  }

  #send(name: string, args: readonly unknown[], onEarly?: (value: never) => void): Promise<unknown> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    this.#calls += 1;
    const id = this.#calls;
    if (this.#unsent.length === 0) queueMicrotask(() => this.#flush());
    this.#unsent.push({ id, name, args, early: onEarly !== undefined });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, onEarly }));
  }

  #flush(): void {
    const calls = this.#unsent;
    this.#unsent = [];
    this.#worker.postMessage(calls);
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(new StoreError(reply.code, reply.message));
  }

  #die(error: StoreError): void {
    this.#dead ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#dead);
    this.#waiting.clear();
  }
}

async function firstMessage(worker: Worker): Promise<FromThread | undefined> {
  try {
    const [message]: FromThread[] = await once(worker, "message");
    return message;
  } catch (error) {
    throw new StoreError("failed", "The store's thread did not start.", { cause: error });
  }
}
