// Learners, their permanent rooms, and the server's own settings.
import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

type Db = Kysely<Tables>;

export interface RoomOwner {
  readonly learner: string;
  readonly lesson: string;
}

/** Cheap if the learner exists. Every other write for an unknown learner rejects (`unknown`). */
export async function ensureLearner(db: Db, learner: string, nowMs: number): Promise<void> {
  await db
    .insertInto("learners")
    .values({ id: learner, created_at_ms: nowMs })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/** Gives the learner's room for a lesson this id, unless it already has one, which it keeps forever. Returns its id. */
export async function keepRoom(
  db: Db,
  learner: string,
  lesson: string,
  room: string,
): Promise<{ readonly room: string }> {
  await db
    .insertInto("rooms")
    .values({ id: room, learner, lesson })
    .onConflict((conflict) => conflict.columns(["learner", "lesson"]).doNothing())
    .execute();
  return { room: (await roomOf(db, learner, lesson)) ?? room };
}

/** Null for a room that was never stored. */
export async function roomOf(db: Db, learner: string, lesson: string): Promise<string | null> {
  const row = await db
    .selectFrom("rooms")
    .select("id")
    .where((eb) => eb.and({ learner, lesson }))
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function room(db: Db, id: string): Promise<RoomOwner | null> {
  const row = await db.selectFrom("rooms").select(["learner", "lesson"]).where("id", "=", id).executeTakeFirst();
  return row ?? null;
}

export async function setting(db: Db, name: string): Promise<string | null> {
  const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value ?? null;
}

export async function setSetting(db: Db, name: string, value: string): Promise<void> {
  await db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

/** Stores `initial` if there is no value yet. Every caller gets the same value. */
export async function ensureSetting(db: Db, name: string, initial: string): Promise<string> {
  await db
    .insertInto("settings")
    .values({ name, value: initial })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  return (await setting(db, name)) ?? initial;
}
