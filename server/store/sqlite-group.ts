// One group of calls as one transaction: each call stands or falls alone, and none is answered before the commit.
import type { DatabaseSync } from "node:sqlite";
import type { Kysely } from "kysely";
import { type OperationName, operations } from "./operations.ts";
import type { Tables } from "./schema.ts";
import { storeError } from "./sqlite-errors.ts";
import type { Call, Reply } from "./sqlite-messages.ts";
import { StoreError } from "./store.ts";

export interface CallGroup {
  readonly database: DatabaseSync;
  readonly db: Kysely<Tables>;
  readonly file: string;
  /** Tells a caller who wants it what a call will answer once it is committed. */
  early(id: number, value: never): void;
}

/** Never throws: what failed is said in each call's reply, in the order of the calls. */
export async function commitTogether(group: CallGroup, calls: readonly Call[]): Promise<readonly Reply[]> {
  const end = calls.findIndex(({ name }) => name === "close");
  const work = end === -1 ? calls : calls.slice(0, end);
  const replies = await attempt(group, work);
  if (end === -1) return replies;
  return [...replies, ...calls.slice(end).map((call) => closing(group, call))];
}

async function attempt(group: CallGroup, calls: readonly Call[]): Promise<readonly Reply[]> {
  if (calls.length === 0) return [];
  try {
    group.database.exec("begin immediate");
    const replies: Reply[] = [];
    for (const call of calls) replies.push(await runAlone(group, call));
    group.database.exec("commit");
    return replies;
  } catch (error) {
    if (group.database.isTransaction) group.database.exec("rollback");
    return calls.map(({ id }) => failed(id, error, group.file));
  }
}

/** Throws only when SQLite gave up the whole transaction, as it does on a full disk. */
async function runAlone(group: CallGroup, { id, name, args, early }: Call): Promise<Reply> {
  group.database.exec("savepoint one");
  try {
    const value = await run(group.db, name, args);
    group.database.exec("release one");
    if (early) group.early(id, value);
    return { id, ok: true, value };
  } catch (error) {
    if (!group.database.isTransaction) throw error;
    group.database.exec("rollback to one; release one");
    return failed(id, error, group.file);
  }
}

type AnyOperation = (db: Kysely<Tables>, ...args: readonly unknown[]) => Promise<never>;

function run(db: Kysely<Tables>, name: string, args: readonly unknown[]): Promise<never> {
  if (!isOperation(name)) throw new StoreError("failed", `The store knows no operation "${name}".`);
  // The caller's proxy typed name and arguments together; the channel between the threads forgets it.
  const operation: unknown = operations[name];
  return (operation as AnyOperation)(db, ...args);
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

function failed(id: number, error: unknown, file: string): Reply {
  const { code, message } = storeError(error, file);
  return { id, ok: false, code, message };
}

/** The close itself, and the refusal of whatever came after it in the same group. */
function closing({ database, file }: CallGroup, { id, name }: Call): Reply {
  if (name !== "close") return failed(id, new StoreError("closed", "The store is closed."), file);
  try {
    if (database.isOpen) database.close();
    const nothing: unknown = undefined;
    return { id, ok: true, value: nothing as never };
  } catch (error) {
    return failed(id, error, file);
  }
}
