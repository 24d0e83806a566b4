// The thread that owns the SQLite file: opens, checks and migrates it, and runs the store's operations. Calls that wait
// together share one transaction, and so one fsync.
import { chmodSync, closeSync, openSync, statSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Kysely, Migrator, SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from "kysely";
import { migrations, type Tables } from "./schema.ts";
import { type OperationName, operations } from "./store.ts";
import { StoreError, storeError } from "./store-error.ts";

export interface Call {
  readonly id: number;
  /** An operation's name, or `close`. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** Send the value before the commit too. */
  readonly early: boolean;
}

type Failure = Pick<StoreError, "code" | "message">;

/** `value` has the type of the call with this id. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: never }
  | ({ readonly id: number; readonly ok: false } & Failure);

export type FromThread =
  | { readonly type: "opened"; readonly operations: readonly string[] }
  | ({ readonly type: "refused" } & Failure)
  | { readonly type: "early"; readonly id: number; readonly value: never }
  | { readonly type: "replies"; readonly replies: readonly Reply[] };

/**
 * One process at a time: an exclusive lock keeps others out and makes the shared-memory file unnecessary. A commit is
 * acknowledged after the fsync of the write-ahead log (`synchronous=full`).
 */
const pragmas = [
  "busy_timeout = 3000",
  "locking_mode = exclusive",
  "journal_mode = wal",
  "synchronous = full",
  "foreign_keys = on",
  "temp_store = memory",
];

/** Bounds a transaction, so that the first caller does not wait for a crowd. */
const maxTogether = 512;

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
      const calls = this.#waiting.splice(0, maxTogether);
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
    while (this.#waiting.length < maxTogether) {
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

async function start(port: MessagePort, file: string): Promise<void> {
  try {
    new StoreThread(port, file, await openDatabase(file));
  } catch (error) {
    const { code, message } = storeError(error, file);
    port.postMessage({ type: "refused", code, message } satisfies FromThread);
  }
}

interface OpenDatabase {
  readonly sqlite: DatabaseSync;
  readonly db: Kysely<Tables>;
  /** Throws if the file was removed or replaced: writes to it would succeed and be lost. */
  assertInPlace(): void;
}

async function openDatabase(file: string): Promise<OpenDatabase> {
  makePrivate(file);
  const { ino } = statSync(file);
  const sqlite = new DatabaseSync(file);
  try {
    for (const pragma of pragmas) sqlite.exec(`pragma ${pragma}`);
    checkIntegrity(sqlite, file);
    const db = new Kysely<never>({ dialect: new Dialect({ database: adapt(sqlite) }) });
    await migrate(db);
    const assertInPlace = () => {
      if (statSync(file, { throwIfNoEntry: false })?.ino === ino) return;
      throw new StoreError(
        "failed",
        `The store ${file} was removed or replaced. Nothing was stored; restart the server.`,
      );
    };
    return { sqlite, db: db.withTables(), assertInPlace };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** The file holds the session secret: only its owner may read it. SQLite gives its other files the same mode. */
function makePrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}

function checkIntegrity(sqlite: DatabaseSync, file: string): void {
  const found = Object.values(sqlite.prepare("pragma quick_check(1)").get() ?? {})[0];
  if (found === "ok") return;
  throw new StoreError("corrupt", `The store ${file} is damaged (${found}). Restore a backup, or move the file away.`);
}

/** SQLite's statements for tables are transactional, but Kysely migrates it without a transaction. */
class Dialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new (class extends SqliteAdapter {
      override get supportsTransactionalDdl() {
        return true;
      }
    })();
  }
}

/**
 * All or nothing. Rejects with `newer`, before anything changes, if the database has migrations that this program does not know.
 */
async function migrate(db: Kysely<never>): Promise<void> {
  await refuseNewer(db);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function refuseNewer(db: Kysely<never>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return;
  const records = db.withTables<{ kysely_migration: { name: string } }>();
  const done = await records.selectFrom("kysely_migration").select("name").orderBy("name").execute();
  const unknown = done.find(({ name }) => !(name in migrations));
  if (unknown === undefined) return;
  throw new StoreError(
    "newer",
    `This store was written by a newer ws101 (migration "${unknown.name}" is unknown here). Start that version, or use another data folder.`,
  );
}

/** Presents `node:sqlite` as Kysely expects a driver. Each text is prepared once: the store has a few dozen. */
function adapt(sqlite: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = adaptStatement(sqlite.prepare(sql));
      prepared.set(sql, statement);
      return statement;
    },
  };
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(bindable)),
    run: (parameters) => statement.run(...parameters.map(bindable)),
    iterate: (parameters) => statement.iterate(...parameters.map(bindable)),
  };
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite cannot store a ${typeof value}`);
}

if (parentPort === null) throw new Error("sqlite-thread.ts runs as a worker thread");
await start(parentPort, workerData);
