// Learners' code: every save is a version, the last one that loaded is remembered, and old ones are thinned out, or deleted
// where they exceed a quota. What every save runs is plain SQL: Kysely takes longer to build such a statement than SQLite to
// run it.
import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { Code, Snapshot } from "../protocol/http.ts";
import { type Style, styleSchema } from "../protocol/lesson.ts";
import { type Db, matching, type Tables } from "./schema.ts";
import { StoreError } from "./store-error.ts";

export interface CodeSave {
  readonly learner: string;
  readonly lesson: string;
  readonly style: Style;
  readonly source: string;
  readonly nowMs: number;
  /** Goes into the history only: `latestCode` ignores it. */
  readonly aside?: boolean;
  /** The instructor who saves it for the learner. */
  readonly by?: string | undefined;
  /** Absent: unlimited. */
  readonly quota?: Quota;
}

export interface CodeVersion extends Pick<Code, "style" | "version" | "source" | "by"> {
  readonly savedAtMs: number;
  /** It has compiled and served at least once. */
  readonly loaded: boolean;
}

/** Thinning reads a whole history, so it runs once every so many versions. */
const thinEvery = 16;

/** This many of the texts that were set aside in the last hour stay. */
const maxRecentAside = 20;

const columns = ["style", "version", "source", "saved_at_ms", "loaded", "saved_by"] as const;

/**
 * Versions count from 1 for a learner and a lesson, across both styles. Source that equals the newest of its style creates
 * no version and returns that one's number. Rejects with `quota` if the text does not fit its quota.
 */
export async function saveCode(db: Db, save: CodeSave): Promise<{ readonly version: number }> {
  const { learner, lesson, style, source, aside = false, quota } = save;
  const { rows } = await sql<Pick<Tables["code"], "version" | "source">>`
    select version, source from code
    where learner = ${learner} and lesson = ${lesson} and style = ${style} and aside = ${Number(aside)}
    order by version desc limit 1
  `.execute(db);
  const [newest] = rows;
  if (newest?.source === source) return { version: newest.version };
  const bytes = Buffer.byteLength(source);
  const version = await insertVersion(db, save, bytes);
  const used = await addBytes(db, learner, bytes);
  if (quota !== undefined) await enforceQuota(db, used, quota, { learner, lesson, version });
  if (version % thinEvery === 0) await thinOut(db, save);
  return { version };
}

async function insertVersion(db: Db, save: CodeSave, bytes: number): Promise<number> {
  const { learner, lesson, style, source, nowMs, aside = false, by = null } = save;
  const { rows } = await sql<Pick<Tables["code"], "version">>`
    insert into code (learner, lesson, version, style, source, bytes, saved_at_ms, loaded, aside, saved_by)
    select ${learner}, ${lesson}, coalesce(max(version), 0) + 1, ${style}, ${source}, ${bytes}, ${nowMs}, 0,
      ${Number(aside)}, ${by}
    from code where learner = ${learner} and lesson = ${lesson}
    returning version
  `.execute(db);
  const [inserted] = rows;
  if (inserted === undefined) throw new Error("SQLite did not return the version that it inserted.");
  return inserted.version;
}

async function thinOut(db: Db, { learner, lesson, style, nowMs }: CodeSave): Promise<void> {
  const serving = await servingVersion(db, learner, lesson);
  const versions = await history(db, learner, lesson, style);
  const gone = new Set(thinned(versions, serving, nowMs));
  for (const version of gone) {
    await db.deleteFrom("code").where(matching<"code">({ learner, lesson, version })).execute();
  }
  const bytes = versions.reduce((sum, each) => sum + (gone.has(each.version) ? each.bytes : 0), 0);
  await addBytes(db, learner, -bytes);
}

/** Texts that were set aside do not displace saved ones. */
function thinned(versions: readonly Snapshot[], serving: number | null, nowMs: number): readonly number[] {
  const keep = new Set(serving === null ? [] : [serving]);
  const { true: aside = [], false: saved = [] } = Object.groupBy(versions, (each) => `${each.aside}` as const);
  return [...thin(saved, keep, nowMs), ...thin(aside, keep, nowMs, maxRecentAside)];
}

/** This version compiled and serves now: `lastLoaded` returns it until another is marked. */
export async function markLoaded(db: Db, learner: string, lesson: string, version: number): Promise<void> {
  const { numAffectedRows } = await sql`
    update code set loaded = 1 where learner = ${learner} and lesson = ${lesson} and version = ${version}
  `.execute(db);
  if (numAffectedRows === 0n) throw new StoreError("unknown", `This code has no version ${version}.`);
  await sql`
    insert into serving (learner, lesson, version) values (${learner}, ${lesson}, ${version})
    on conflict (learner, lesson) do update set version = excluded.version
  `.execute(db);
}

async function servingVersion(db: Db, learner: string, lesson: string): Promise<number | null> {
  const row = await db
    .selectFrom("serving")
    .select("version")
    .where(matching<"serving">({ learner, lesson }))
    .executeTakeFirst();
  return row?.version ?? null;
}

export async function latestCode(db: Db, learner: string, lesson: string, style: Style): Promise<CodeVersion | null> {
  return versionOf(await newestCode(db, { learner, lesson, style, aside: 0 }).select(columns).executeTakeFirst());
}

function newestCode(db: Db, where: Partial<Tables["code"]>) {
  return db.selectFrom("code").where(matching<"code">(where)).orderBy("version", "desc").limit(1);
}

/** What served last, in whichever style; null if nothing ever loaded. */
export async function lastLoaded(db: Db, learner: string, lesson: string): Promise<CodeVersion | null> {
  const version = await servingVersion(db, learner, lesson);
  return version === null ? null : codeVersion(db, learner, lesson, version);
}

export async function codeVersion(
  db: Db,
  learner: string,
  lesson: string,
  version: number,
): Promise<CodeVersion | null> {
  return versionOf(await newestCode(db, { learner, lesson, version }).select(columns).executeTakeFirst());
}

export async function savedLessons(db: Db, learner: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("code")
    .select("lesson")
    .distinct()
    .where("learner", "=", learner)
    .orderBy("lesson")
    .execute();
  return rows.map(({ lesson }) => lesson);
}

/** Newest first. */
export async function history(db: Db, learner: string, lesson: string, style: Style): Promise<readonly Snapshot[]> {
  const rows = await db
    .selectFrom("code")
    .select(["version", "saved_at_ms", "bytes", "loaded", "aside", "saved_by"])
    .where(matching<"code">({ learner, lesson, style }))
    .orderBy("version", "desc")
    .execute();
  return rows.map(({ version, saved_at_ms, bytes, loaded, aside, saved_by }) => ({
    version,
    savedAtMs: Number(saved_at_ms),
    bytes,
    loaded: loaded === 1,
    aside: aside === 1,
    ...savedBy(saved_by),
  }));
}

type CodeRow = Pick<Tables["code"], (typeof columns)[number]>;

function versionOf(row: CodeRow | undefined): CodeVersion | null {
  if (row === undefined) return null;
  const { version, source, saved_at_ms, loaded, saved_by } = row;
  const style = styleSchema.parse(row.style);
  return { style, version, source, savedAtMs: Number(saved_at_ms), loaded: loaded === 1, ...savedBy(saved_by) };
}

function savedBy(instructor: string | null): Pick<CodeVersion, "by"> {
  return instructor === null ? {} : { by: instructor };
}

/** Deletes every version of the learner's code of a lesson. */
export async function deleteCode(db: Db, learner: string, lesson: string): Promise<void> {
  const rows = await db.deleteFrom("code").where(matching<"code">({ learner, lesson })).returning("bytes").execute();
  await addBytes(db, learner, -rows.reduce((sum, { bytes }) => sum + bytes, 0));
}

export type Moment = Pick<Snapshot, "version" | "savedAtMs">;

const minute = 60_000;
const day = 24 * 60 * minute;

/** The first rule that a version is young enough for applies: it keeps the newest version of each bucket. */
const rules = [
  { youngerMs: 7 * day, bucketMs: 10 * minute },
  { youngerMs: Number.POSITIVE_INFINITY, bucketMs: day },
] as const;

const recentMs = 60 * minute;
const maxRecent = 200;

/**
 * Returns the versions to delete. `moments` are one style's, newest first. The newest and those in `keep` always stay.
 * `recent` stay from the last hour, one per 10 minutes from the last week, and one per day from before that.
 */
export function thin(
  moments: readonly Moment[],
  keep: ReadonlySet<number>,
  nowMs: number,
  recent = maxRecent,
): readonly number[] {
  const taken = new Set<string>();
  const old = moments.filter(({ savedAtMs }, index) => index >= recent || nowMs - savedAtMs > recentMs);
  const newest = moments[0]?.version;
  return old
    .filter(({ version, savedAtMs }) => {
      const bucket = bucketOf(savedAtMs, nowMs);
      const first = !taken.has(bucket);
      taken.add(bucket);
      return !first && version !== newest && !keep.has(version);
    })
    .map(({ version }) => version);
}

function bucketOf(savedAtMs: number, nowMs: number): string {
  const rule = rules.find(({ youngerMs }) => nowMs - savedAtMs < youngerMs) ?? rules[1];
  return `${rule.bucketMs}:${Math.floor(savedAtMs / rule.bucketMs)}`;
}

type VersionKey = Pick<Tables["code"], "learner" | "lesson" | "version">;

export interface Quota {
  readonly learnerBytes: number;
  readonly totalBytes: number;
}

/** The share of the quota that is freed in addition to what is needed, so that the next saves need not delete again. */
const spareShare = 1 / 32;
/** Learners whose history one save may shorten. */
const learnersPerSave = 8;

/** The owner of the sum. */
const everyone = "";

export async function codeBytes(db: Db): Promise<number> {
  const row = await db.selectFrom("usage").select("bytes").where("owner", "=", everyone).executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

/** Records that the learner's code grew, or shrank, by `bytes`. Returns what the learner and everyone use now. */
async function addBytes(db: Db, learner: string, bytes: number): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<Tables["usage"]>`
    insert into usage (owner, bytes) values (${learner}, ${bytes}), (${everyone}, ${bytes})
    on conflict (owner) do update set bytes = usage.bytes + excluded.bytes
    returning owner, bytes
  `.execute(db);
  return new Map(rows.map((row) => [row.owner, Number(row.bytes)]));
}

/**
 * Deletes old versions until what is `used` fits; the version that was just `saved` stays. Rejects with `quota`, in a
 * sentence for the learner, if that is not enough.
 */
async function enforceQuota(db: Db, used: ReadonlyMap<string, number>, quota: Quota, saved: VersionKey): Promise<void> {
  const { learner } = saved;
  const ownExcess = (used.get(learner) ?? 0) - quota.learnerBytes;
  const freed = ownExcess > 0 ? await shorten(db, learner, saved, withSpare(ownExcess, quota.learnerBytes)) : 0;
  if (freed < ownExcess) throw quotaError("your saved code would exceed", "diskBytesPerLearner", quota.learnerBytes);
  let excess = (used.get(everyone) ?? 0) - freed - quota.totalBytes;
  for (const owner of excess > 0 ? await heaviest(db) : []) {
    if (excess > 0) excess -= await shorten(db, owner, saved, withSpare(excess, quota.totalBytes));
  }
  if (excess > 0) throw quotaError("the code of all learners would exceed", "diskBytesPerServer", quota.totalBytes);
}

function withSpare(excess: number, quotaBytes: number): number {
  return excess + Math.floor(quotaBytes * spareShare);
}

function quotaError(what: string, limit: string, bytes: number): StoreError {
  const sentence = `This text does not fit: ${what} ${bytes} bytes (limit ${limit}), even without older versions. Keep a copy of it.`;
  return new StoreError("quota", sentence);
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
 * Deletes the learner's oldest versions of at least `wanted` bytes. The newest of each style, the one that serves and the
 * one that was just `saved` stay. Returns how much was deleted.
 */
async function shorten(db: Db, learner: string, saved: VersionKey, wanted: number): Promise<number> {
  let deleted = 0;
  for (const { lesson, version, bytes } of await deletable(db, learner)) {
    if (deleted >= wanted) break;
    const key = { learner, lesson, version };
    if (isDeepStrictEqual(key, saved)) continue;
    await db.deleteFrom("code").where(matching<"code">(key)).execute();
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
