// The thread that owns the SQLite file: calls that wait together share one transaction, and so one fsync.
import { DatabaseSync } from "node:sqlite";
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Kysely } from "kysely";
import { migrate } from "./migrate.ts";
import { nodeSqliteDialect } from "./node-sqlite.ts";
import { storeError } from "./sqlite-errors.ts";
import { type CallGroup, commitTogether } from "./sqlite-group.ts";
import type { Call, FromThread, ThreadData } from "./sqlite-messages.ts";
import { StoreError } from "./store.ts";

/** A group is bounded so that the first caller does not wait for a crowd. */
const groupMost = 512;

async function main(port: MessagePort, { file }: ThreadData): Promise<void> {
  const say = (message: FromThread) => port.postMessage(message);
  try {
    const group = { ...(await open(file)), early: (id: number, value: never) => say({ type: "early", id, value }) };
    say({ type: "opened" });
    serve(port, group, say);
  } catch (error) {
    const { code, message } = storeError(error, file);
    say({ type: "refused", code, message });
  }
}

async function open(file: string): Promise<Omit<CallGroup, "early">> {
  const database = new DatabaseSync(file);
  try {
    for (const pragma of pragmas) database.exec(`pragma ${pragma}`);
    checkSound(database, file);
    const db = new Kysely<never>({ dialect: nodeSqliteDialect(database) });
    await migrate(db);
    return { database, db: db.withTables(), file };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * One process at a time: the exclusive lock says so to a second one, and spares the shared-memory file. A commit is
 * acknowledged after the WAL's fsync (`synchronous=full`).
 */
const pragmas = [
  "busy_timeout = 3000",
  "locking_mode = exclusive",
  "journal_mode = wal",
  "synchronous = full",
  "foreign_keys = on",
  "temp_store = memory",
] as const;

function checkSound(database: DatabaseSync, file: string): void {
  const found = Object.values(database.prepare("pragma quick_check(1)").get() ?? {})[0];
  if (found === "ok") return;
  throw new StoreError(
    "corrupt",
    `The store ${file} is damaged (${found}). Put a backup in its place, or move it away.`,
  );
}

function serve(port: MessagePort, group: CallGroup, say: (message: FromThread) => void): void {
  const waiting: Call[] = [];
  let busy = false;
  const work = async () => {
    busy = true;
    for (take(port, waiting); waiting.length > 0; take(port, waiting)) {
      const calls = waiting.splice(0, groupMost);
      say({ type: "replies", replies: await commitTogether(group, calls) });
      if (calls.some(({ name }) => name === "close")) return port.close();
    }
    busy = false;
  };
  port.on("message", (calls: readonly Call[]) => {
    waiting.push(...calls);
    if (!busy) void work();
  });
}

/** What arrived while the last group was written joins the next one. */
function take(port: MessagePort, waiting: Call[]): void {
  while (waiting.length < groupMost) {
    const next: { message: readonly Call[] } | undefined = receiveMessageOnPort(port);
    if (next === undefined) return;
    waiting.push(...next.message);
  }
}

if (parentPort === null) throw new Error("sqlite-thread.ts runs as a worker thread");
await main(parentPort, workerData);
