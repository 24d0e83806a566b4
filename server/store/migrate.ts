// Brings a database to this program's schema: numbered steps, forward only, and never on a database from the future.
import { type Kysely, type Migration, Migrator } from "kysely";
import * as first from "./migrations/001-first.ts";
import * as deviceCodes from "./migrations/002-device-codes.ts";
import * as aside from "./migrations/003-aside.ts";
import { StoreError } from "./store.ts";

/** In order. A step that was released is never edited: add the next one. */
const migrations: Readonly<Record<string, Migration>> = {
  "001-first": first,
  "002-device-codes": deviceCodes,
  "003-aside": aside,
};

/** Rejects with `newer` when a step is recorded that this program does not know; nothing was changed then. */
export async function migrate(db: Kysely<never>): Promise<void> {
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
    `This store was written by a newer ws101 (its step "${unknown.name}" is not known here). Start that version, or another data folder.`,
  );
}
