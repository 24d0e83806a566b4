// Learners' code: every save is a version, the last one that loaded is remembered, and old ones are thinned out.
import type { Kysely } from "kysely";
import type { Snapshot } from "../protocol/http.ts";
import { type Style, styleSchema } from "../protocol/lesson.ts";
import type { Tables } from "./schema.ts";
import { StoreError } from "./store-error.ts";
import { addBytes, makeSpace, type Quota } from "./usage.ts";

type Db = Kysely<Tables>;

export interface CodeSave {
  readonly learner: string;
  readonly lesson: string;
  readonly style: Style;
  readonly source: string;
  readonly nowMs: number;
  /** Goes into the history only: `latestCode` ignores it. */
  readonly aside?: boolean;
  /** Absent: unlimited. */
  readonly quota?: Quota;
}

export interface CodeVersion {
  readonly style: Style;
  readonly version: number;
  readonly source: string;
  readonly savedAtMs: number;
  /** It has compiled and served at least once. */
  readonly loaded: boolean;
}

/** Thinning reads a whole history, so it runs once every so many versions. */
const thinEvery = 16;

/** Of the last hour, so many texts that were set aside stay. */
const asideRecentMost = 20;

const columns = ["style", "version", "source", "saved_at_ms", "loaded"] as const;

/**
 * Versions count from 1 for a learner and a lesson, across both styles. Source that equals the newest of its style creates
 * no version and returns that one's number. Rejects with `quota` if the text does not fit its quota.
 */
export async function saveCode(db: Db, save: CodeSave): Promise<{ readonly version: number }> {
  const { learner, lesson, style, source, nowMs, aside = false, quota } = save;
  const newest = await newestCode(db, { learner, lesson, style, aside: Number(aside) })
    .select(columns)
    .executeTakeFirst();
  if (newest?.source === source) return { version: newest.version };
  const last = await newestCode(db, { learner, lesson }).select("version").executeTakeFirst();
  const version = (last?.version ?? 0) + 1;
  const bytes = Buffer.byteLength(source);
  if (quota !== undefined) await makeSpace(db, learner, bytes, quota);
  await db
    .insertInto("code")
    .values({
      learner,
      lesson,
      version,
      style,
      source,
      bytes,
      saved_at_ms: nowMs,
      loaded: 0,
      aside: Number(aside),
    })
    .execute();
  await addBytes(db, learner, bytes);
  if (version % thinEvery === 0) await thinOut(db, save);
  return { version };
}

async function thinOut(db: Db, { learner, lesson, style, nowMs }: CodeSave): Promise<void> {
  const serving = await servingVersion(db, learner, lesson);
  const versions = await history(db, learner, lesson, style);
  const gone = new Set(thinned(versions, serving, nowMs));
  for (const version of gone) {
    await db
      .deleteFrom("code")
      .where((eb) => eb.and({ learner, lesson, version }))
      .execute();
  }
  const bytes = versions.reduce((sum, each) => sum + (gone.has(each.version) ? each.bytes : 0), 0);
  await addBytes(db, learner, -bytes);
}

/** Texts that were set aside do not displace saved ones. */
function thinned(versions: readonly Snapshot[], serving: number | null, nowMs: number): readonly number[] {
  const keep = new Set(serving === null ? [] : [serving]);
  const { true: aside = [], false: saved = [] } = Object.groupBy(versions, (each) => `${each.aside}` as const);
  return [...thin(saved, keep, nowMs), ...thin(aside, keep, nowMs, asideRecentMost)];
}

/** This version compiled and serves now: `lastLoaded` returns it until another is marked. */
export async function markLoaded(db: Db, learner: string, lesson: string, version: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("code")
    .set({ loaded: 1 })
    .where((eb) => eb.and({ learner, lesson, version }))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new StoreError("unknown", `This code has no version ${version}.`);
  await db
    .insertInto("serving")
    .values({ learner, lesson, version })
    .onConflict((conflict) => conflict.columns(["learner", "lesson"]).doUpdateSet({ version }))
    .execute();
}

async function servingVersion(db: Db, learner: string, lesson: string): Promise<number | null> {
  const row = await db
    .selectFrom("serving")
    .select("version")
    .where((eb) => eb.and({ learner, lesson }))
    .executeTakeFirst();
  return row?.version ?? null;
}

export async function latestCode(db: Db, learner: string, lesson: string, style: Style): Promise<CodeVersion | null> {
  return versionOf(await newestCode(db, { learner, lesson, style, aside: 0 }).select(columns).executeTakeFirst());
}

function newestCode(db: Db, where: Partial<Tables["code"]>) {
  return db
    .selectFrom("code")
    .where((eb) => eb.and(where))
    .orderBy("version", "desc")
    .limit(1);
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

/** Lessons for which the learner has saved code. */
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
    .select(["version", "saved_at_ms", "bytes", "loaded", "aside"])
    .where((eb) => eb.and({ learner, lesson, style }))
    .orderBy("version", "desc")
    .execute();
  return rows.map(({ version, saved_at_ms, bytes, loaded, aside }) => ({
    version,
    savedAtMs: Number(saved_at_ms),
    bytes,
    loaded: loaded === 1,
    aside: aside === 1,
  }));
}

type CodeRow = Pick<Tables["code"], (typeof columns)[number]>;

function versionOf(row: CodeRow | undefined): CodeVersion | null {
  if (row === undefined) return null;
  const { style, version, source, saved_at_ms, loaded } = row;
  return { style: styleSchema.parse(style), version, source, savedAtMs: Number(saved_at_ms), loaded: loaded === 1 };
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
const recentMost = 200;

/**
 * Returns the versions to delete. `moments` are one style's, newest first. The newest and those in `keep` always stay.
 * Of the last hour, `recent` stay; of the last week, one per 10 minutes; before that, one per day.
 */
export function thin(
  moments: readonly Moment[],
  keep: ReadonlySet<number>,
  nowMs: number,
  recent = recentMost,
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
