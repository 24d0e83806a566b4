// Codes that bring a learner to another device: kept as hashes, used once, gone when they are old.
import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";
import type { DeviceCodePut } from "./store.ts";

type Db = Kysely<Tables>;

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

/** Codes are ordered by this number, not by time: clocks jump. */
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

export async function deviceCode(db: Db, hash: string, nowMs: number): Promise<string | null> {
  const row = await db
    .selectFrom("device_codes")
    .select("learner")
    .where("hash", "=", hash)
    .where("expires_at_ms", ">", nowMs)
    .executeTakeFirst();
  return row?.learner ?? null;
}

export async function takeDeviceCode(db: Db, hash: string, nowMs: number): Promise<string | null> {
  const learner = await deviceCode(db, hash, nowMs);
  await db.deleteFrom("device_codes").where("hash", "=", hash).execute();
  return learner;
}
