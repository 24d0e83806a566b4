// Codes that sign a learner in on another device: stored as hashes, valid once, and removed when they expire.
import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

type Db = Kysely<Tables>;

export interface DeviceCodePut {
  readonly learner: string;
  readonly hash: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
  /** Only this many codes of a learner are valid: the newest. */
  readonly most: number;
}

export async function putDeviceCode(db: Db, { learner, hash, nowMs, expiresAtMs, most }: DeviceCodePut): Promise<void> {
  await db.deleteFrom("device_codes").where("expires_at_ms", "<=", nowMs).execute();
  await db
    .insertInto("device_codes")
    .values({ hash, learner, expires_at_ms: expiresAtMs, seq: (await lastSeq(db, learner)) + 1 })
    .execute();
  const seqs = await db
    .selectFrom("device_codes")
    .select("seq")
    .where("learner", "=", learner)
    .orderBy("seq", "desc")
    .execute();
  const oldest = seqs[most - 1]?.seq ?? 0;
  await db.deleteFrom("device_codes").where("learner", "=", learner).where("seq", "<", oldest).execute();
}

/** Codes are ordered by this number and not by time, because clocks jump. */
async function lastSeq(db: Db, learner: string): Promise<number> {
  const row = await db
    .selectFrom("device_codes")
    .select("seq")
    .where("learner", "=", learner)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
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
