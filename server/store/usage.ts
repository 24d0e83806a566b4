// How many bytes of code are stored, per learner and in total, within quotas: the oldest versions are deleted first.
import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";
import { StoreError } from "./store-error.ts";

type Db = Kysely<Tables>;

export interface Quota {
  readonly learnerBytes: number;
  readonly totalBytes: number;
}

/** Of the quota, in addition to what is needed, so that the next saves need not delete again. */
const spareShare = 1 / 32;
/** Learners whose history one save may shorten. */
const learnersPerSave = 8;

/** The owner of the sum. */
const everyone = "";

/** The bytes of all stored code. */
export function codeBytes(db: Db): Promise<number> {
  return bytesOf(db, everyone);
}

/** Records that the learner's code grew, or shrank, by `bytes`. */
export async function addBytes(db: Db, learner: string, bytes: number): Promise<void> {
  await db
    .insertInto("usage")
    .values([learner, everyone].map((owner) => ({ owner, bytes })))
    .onConflict((conflict) => conflict.column("owner").doUpdateSet({ bytes: sql`usage.bytes + excluded.bytes` }))
    .execute();
}

/** Deletes old versions until `bytes` more fit. Rejects with `quota`, in a sentence for the learner, if they cannot. */
export async function makeSpace(db: Db, learner: string, bytes: number, quota: Quota): Promise<void> {
  const ownExcess = (await bytesOf(db, learner)) + bytes - quota.learnerBytes;
  if (ownExcess > 0 && (await shorten(db, learner, ownExcess, quota.learnerBytes)) < ownExcess) {
    throw quotaError("your saved code would exceed", "diskBytesPerLearner", quota.learnerBytes);
  }
  let excess = (await codeBytes(db)) + bytes - quota.totalBytes;
  for (const owner of excess > 0 ? await heaviest(db) : []) {
    if (excess > 0) excess -= await shorten(db, owner, excess, quota.totalBytes);
  }
  if (excess > 0) throw quotaError("the code of all learners would exceed", "diskBytesPerServer", quota.totalBytes);
}

function quotaError(what: string, limit: string, bytes: number): StoreError {
  const sentence = `This text does not fit: ${what} ${bytes} bytes (limit ${limit}), even without older versions. Keep a copy of it.`;
  return new StoreError("quota", sentence);
}

async function bytesOf(db: Db, owner: string): Promise<number> {
  const row = await db.selectFrom("usage").select("bytes").where("owner", "=", owner).executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

async function heaviest(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("usage")
    .select("owner")
    .where("owner", "!=", everyone)
    .orderBy("bytes", "desc")
    .limit(learnersPerSave)
    .execute();
  return rows.map(({ owner }) => owner);
}

/**
 * Deletes the learner's oldest versions of at least this size. The newest of each style and the one that serves stay.
 * Returns how much was deleted.
 */
async function shorten(db: Db, learner: string, excess: number, quotaBytes: number): Promise<number> {
  const wanted = excess + Math.floor(quotaBytes * spareShare);
  let deleted = 0;
  for (const { lesson, version, bytes } of await deletable(db, learner)) {
    if (deleted >= wanted) break;
    await db
      .deleteFrom("code")
      .where((eb) => eb.and({ learner, lesson, version }))
      .execute();
    deleted += bytes;
  }
  if (deleted > 0) await addBytes(db, learner, -deleted);
  return deleted;
}

async function deletable(db: Db, learner: string) {
  const rows = await db
    .selectFrom("code")
    .select(["lesson", "style", "version", "bytes", "aside", "saved_at_ms"])
    .where("learner", "=", learner)
    .orderBy("version", "desc")
    .execute();
  const serving = await db.selectFrom("serving").select(["lesson", "version"]).where("learner", "=", learner).execute();
  const kept = new Set(serving.map(({ lesson, version }) => `${lesson} ${version}`));
  const newest = new Set<string>();
  const free = rows.filter(({ lesson, style, version, aside }) => {
    const isNewest = aside === 0 && !newest.has(`${lesson} ${style}`);
    if (isNewest) newest.add(`${lesson} ${style}`);
    return !isNewest && !kept.has(`${lesson} ${version}`);
  });
  return free.toSorted((a, b) => Number(a.saved_at_ms) - Number(b.saved_at_ms) || a.version - b.version);
}
