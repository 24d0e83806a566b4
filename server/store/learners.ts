// Learners, their permanent rooms, the codes that sign them in on another device, and the server's own settings.
import { type Db, matching } from "./schema.ts";

export interface RoomKey {
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
    .where(matching<"rooms">({ learner, lesson }))
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function room(db: Db, id: string): Promise<RoomKey | null> {
  const row = await db.selectFrom("rooms").select(["learner", "lesson"]).where("id", "=", id).executeTakeFirst();
  return row ?? null;
}

export interface DeviceCodePut {
  readonly learner: string;
  readonly hash: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
  /** Only this many codes of a learner are valid: the newest. */
  readonly most: number;
}

/** Codes are stored as hashes, valid once, and removed when they expire. */
export async function putDeviceCode(db: Db, { learner, hash, nowMs, expiresAtMs, most }: DeviceCodePut): Promise<void> {
  await db.deleteFrom("device_codes").where("expires_at_ms", "<=", nowMs).execute();
  const valid = db.selectFrom("device_codes").select("seq").where("learner", "=", learner);
  const seqs = (await valid.orderBy("seq", "desc").execute()).map((row) => row.seq);
  // Codes are ordered by this number and not by time, because clocks jump.
  const seq = (seqs[0] ?? 0) + 1;
  await db.insertInto("device_codes").values({ hash, learner, expires_at_ms: expiresAtMs, seq }).execute();
  const oldest = [seq, ...seqs][most - 1] ?? 0;
  await db.deleteFrom("device_codes").where("learner", "=", learner).where("seq", "<", oldest).execute();
}

/** The code's learner, without using it up; null for an unknown or expired code. */
export async function deviceCode(db: Db, hash: string, nowMs: number): Promise<string | null> {
  const row = await db
    .selectFrom("device_codes")
    .select("learner")
    .where("hash", "=", hash)
    .where("expires_at_ms", ">", nowMs)
    .executeTakeFirst();
  return row?.learner ?? null;
}

/** Uses the code up: of several callers, one gets the learner. */
export async function takeDeviceCode(db: Db, hash: string, nowMs: number): Promise<string | null> {
  const learner = await deviceCode(db, hash, nowMs);
  await db.deleteFrom("device_codes").where("hash", "=", hash).execute();
  return learner;
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
