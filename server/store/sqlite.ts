// The store in one SQLite file. A thread of its own owns the file, so that no fsync blocks the front's event loop.
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { programOf } from "../processes/built-program.ts";
import type { Call, FromThread, Reply } from "./sqlite-thread.ts";
import type { Store } from "./store.ts";
import { StoreError, storeError } from "./store-error.ts";

/**
 * Opens `ws101.db` in `dataDir`, which is created if it does not exist. Rejects with a `StoreError` if the file cannot be
 * used: read-only, damaged, newer, or open in another process.
 */
export async function openStore({ dataDir }: { readonly dataDir: string }): Promise<Store> {
  const file = join(dataDir, "ws101.db");
  try {
    createFolder(dataDir);
  } catch (error) {
    throw storeError(error, file);
  }
  const worker = await startThread(file);
  const client = new SqliteClient(worker.thread);
  const methods = worker.operations.map((name) => [name, (...args: unknown[]) => client.call(name, args)]);
  // The thread lists the operations that `Operations` types.
  const calls: Omit<Store, "saveCode" | "close" | typeof Symbol.asyncDispose> = Object.fromEntries(methods);
  return {
    ...calls,
    saveCode: (save, onVersion) => client.saveCode(save, onVersion),
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Level by level: where no folder can be created, as in `/proc`, Node's own `recursive` tries forever. */
function createFolder(dir: string): void {
  if (existsSync(dir)) return;
  createFolder(dirname(dir));
  mkdirSync(dir, { mode: 0o700 });
}

async function startThread(file: string): Promise<{ thread: Worker; operations: readonly string[] }> {
  const thread = new Worker(programOf("store"), { workerData: file, execArgv: [] });
  const [message]: (FromThread | undefined)[] = await once(thread, "message").catch((error: unknown) => {
    throw new StoreError("failed", "The store's thread did not start.", { cause: error });
  });
  if (message?.type === "opened") return { thread, operations: message.operations };
  await thread.terminate();
  if (message?.type === "refused") throw new StoreError(message.code, message.message);
  throw new StoreError("failed", "The store's thread did not start.");
}

interface PendingCall {
  resolve(value: never): void;
  reject(error: StoreError): void;
  readonly onEarly: ((value: never) => void) | undefined;
}

/** The caller's end of the thread: calls of one tick travel together. */
class SqliteClient {
  readonly #thread: Worker;
  readonly #pending = new Map<number, PendingCall>();
  readonly #exited: Promise<unknown>;
  #unsent: Call[] = [];
  #lastId = 0;
  #closing: Promise<void> | null = null;
  #dead: StoreError | null = null;

  constructor(thread: Worker) {
    this.#thread = thread;
    this.#exited = once(thread, "exit").catch(() => undefined);
    thread.on("message", (message: FromThread) => {
      if (message.type === "replies") for (const reply of message.replies) this.#settle(reply);
      else if (message.type === "early") this.#pending.get(message.id)?.onEarly?.(message.value);
    });
    thread.on("error", (error) =>
      this.#rejectAll(new StoreError("failed", `The store's thread ended: ${error.message}`)),
    );
    thread.on("exit", () => this.#rejectAll(new StoreError("closed", "The store is closed.")));
  }

  saveCode(...[save, onVersion]: Parameters<Store["saveCode"]>): ReturnType<Store["saveCode"]> {
    const onEarly = onVersion && (({ version }: { readonly version: number }) => onVersion(version));
    return this.call("saveCode", [save], onEarly);
  }

  /** `onEarly` receives the result before it is committed; the call may still be rejected afterwards. */
  call(name: string, args: readonly unknown[], onEarly?: (value: never) => void): Promise<never> {
    if (this.#closing !== null) return Promise.reject(new StoreError("closed", "The store is closed."));
    return this.#send(name, args, onEarly);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    if (this.#dead === null) await this.#send("close", []);
    await this.#exited;
  }

  #send(name: string, args: readonly unknown[], onEarly?: (value: never) => void): Promise<never> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    const id = ++this.#lastId;
    if (this.#unsent.length === 0) queueMicrotask(() => this.#flush());
    this.#unsent.push({ id, name, args, early: onEarly !== undefined });
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject, onEarly }));
  }

  #flush(): void {
    const calls = this.#unsent;
    this.#unsent = [];
    this.#thread.postMessage(calls);
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.ok) pending?.resolve(reply.value);
    else pending?.reject(new StoreError(reply.code, reply.message));
  }

  #rejectAll(error: StoreError): void {
    this.#dead ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#dead);
    this.#pending.clear();
  }
}
