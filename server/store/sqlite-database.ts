// Opens the SQLite file: locked for this process, checked for damage, and migrated to this program's schema.
import { chmodSync, closeSync, openSync, statSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Kysely, type Migration, Migrator, type SqliteDatabase, SqliteDialect, type SqliteStatement } from "kysely";
import * as first from "./migrations/001-first.ts";
import * as deviceCodes from "./migrations/002-device-codes.ts";
import * as aside from "./migrations/003-aside.ts";
import type { Tables } from "./schema.ts";
import { StoreError } from "./store-error.ts";

/** In order. A released migration is never edited; add another one. */
const migrations: Readonly<Record<string, Migration>> = {
  "001-first": first,
  "002-device-codes": deviceCodes,
  "003-aside": aside,
};

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

export interface OpenDatabase {
  readonly sqlite: DatabaseSync;
  readonly db: Kysely<Tables>;
  /** Throws if the file was removed or replaced: writes to it would succeed and be lost. */
  assertInPlace(): void;
}

export async function openDatabase(file: string): Promise<OpenDatabase> {
  makePrivate(file);
  const { ino } = statSync(file);
  const sqlite = new DatabaseSync(file);
  try {
    for (const pragma of pragmas) sqlite.exec(`pragma ${pragma}`);
    checkIntegrity(sqlite, file);
    const db = new Kysely<never>({ dialect: new SqliteDialect({ database: adapt(sqlite) }) });
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

/** Rejects with `newer`, before anything changes, if the database has migrations that this program does not know. */
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
