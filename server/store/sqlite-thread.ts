// The thread that owns the SQLite file. Calls that wait together share one transaction, and so one fsync.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Kysely } from "kysely";
import { type OperationName, operations } from "./operations.ts";
import type { Tables } from "./schema.ts";
import { type OpenDatabase, openDatabase } from "./sqlite-database.ts";
import { StoreError, type StoreErrorCode, storeError } from "./store-error.ts";

export interface ThreadData {
  readonly file: string;
}

export interface Call {
  readonly id: number;
  /** An operation's name, or `close`. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** Send the value before the commit too. */
  readonly early: boolean;
}

interface Failure {
  readonly code: StoreErrorCode;
  readonly message: string;
}

/** `value` has the type of the call with this id. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: never }
  | ({ readonly id: number; readonly ok: false } & Failure);

export type FromThread =
  | { readonly type: "opened"; readonly operations: readonly string[] }
  | ({ readonly type: "refused" } & Failure)
  | { readonly type: "early"; readonly id: number; readonly value: never }
  | { readonly type: "replies"; readonly replies: readonly Reply[] };

/** Bounds a transaction, so that the first caller does not wait for a crowd. */
const mostTogether = 512;

class StoreThread {
  readonly #port: MessagePort;
  readonly #file: string;
  readonly #database: OpenDatabase;
  readonly #waiting: Call[] = [];
  #busy = false;

  constructor(port: MessagePort, file: string, database: OpenDatabase) {
    this.#port = port;
    this.#file = file;
    this.#database = database;
    port.on("message", (calls: readonly Call[]) => {
      this.#waiting.push(...calls);
      if (!this.#busy) void this.#work();
    });
    this.#send({ type: "opened", operations: Object.keys(operations) });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (this.#take(); this.#waiting.length > 0; this.#take()) {
      const calls = this.#waiting.splice(0, mostTogether);
      const end = calls.findIndex(({ name }) => name === "close");
      const replies = await this.#commit(end === -1 ? calls : calls.slice(0, end));
      const closed = end === -1 ? [] : calls.slice(end).map((call) => this.#close(call));
      this.#send({ type: "replies", replies: [...replies, ...closed] });
      if (end !== -1) return this.#port.close();
    }
    this.#busy = false;
  }

  /** Calls that arrived while the last group was written join the next one. */
  #take(): void {
    while (this.#waiting.length < mostTogether) {
      const next: { message: readonly Call[] } | undefined = receiveMessageOnPort(this.#port);
      if (next === undefined) return;
      this.#waiting.push(...next.message);
    }
  }

  /** One transaction. A call that fails takes none of the others along, and none is answered before the commit. */
  async #commit(calls: readonly Call[]): Promise<readonly Reply[]> {
    const { sqlite, assertInPlace } = this.#database;
    if (calls.length === 0) return [];
    try {
      assertInPlace();
      sqlite.exec("begin immediate");
      const replies: Reply[] = [];
      for (const call of calls) replies.push(await this.#runAlone(call));
      sqlite.exec("commit");
      return replies;
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec("rollback");
      return calls.map(({ id }) => this.#failed(id, error));
    }
  }

  /** Throws only when SQLite has rolled back the whole transaction, as it does on a full disk. */
  async #runAlone({ id, name, args, early }: Call): Promise<Reply> {
    const { sqlite, db } = this.#database;
    sqlite.exec("savepoint one");
    try {
      const value = await run(db, name, args);
      sqlite.exec("release one");
      if (early) this.#send({ type: "early", id, value });
      return { id, ok: true, value };
    } catch (error) {
      if (!sqlite.isTransaction) throw error;
      sqlite.exec("rollback to one; release one");
      return this.#failed(id, error);
    }
  }

  /** Closes the file, and refuses the calls that came after the close. */
  #close({ id, name }: Call): Reply {
    if (name !== "close") return this.#failed(id, new StoreError("closed", "The store is closed."));
    try {
      if (this.#database.sqlite.isOpen) this.#database.sqlite.close();
      const nothing: unknown = undefined;
      return { id, ok: true, value: nothing as never };
    } catch (error) {
      return this.#failed(id, error);
    }
  }

  #failed(id: number, error: unknown): Reply {
    const { code, message } = storeError(error, this.#file);
    return { id, ok: false, code, message };
  }

  #send(message: FromThread): void {
    this.#port.postMessage(message);
  }
}

type AnyOperation = (db: Kysely<Tables>, ...args: readonly unknown[]) => Promise<never>;

function run(db: Kysely<Tables>, name: string, args: readonly unknown[]): Promise<never> {
  if (!isOperation(name)) throw new StoreError("failed", `The store has no operation "${name}".`);
  // `Store` types each name with its arguments; the channel between the threads loses that.
  const operation: unknown = operations[name];
  return (operation as AnyOperation)(db, ...args);
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

async function start(port: MessagePort, { file }: ThreadData): Promise<void> {
  try {
    new StoreThread(port, file, await openDatabase(file));
  } catch (error) {
    const { code, message } = storeError(error, file);
    port.postMessage({ type: "refused", code, message } satisfies FromThread);
  }
}

if (parentPort === null) throw new Error("sqlite-thread.ts runs as a worker thread");
await start(parentPort, workerData);
