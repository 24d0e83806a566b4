// Results of the checks: a lesson's newest results in full, and each learner's progress.
import { sql } from "kysely";
import { z } from "zod";
import { type RunResult, runResultSchema } from "../protocol/checks.ts";
import type { Progress } from "../protocol/http.ts";
import { styleSchema } from "../protocol/lesson.ts";
import { type Db, matching } from "./schema.ts";

/** Results stored in full, with transcripts, per learner and lesson. */
const resultsKept = 10;

const idsSchema = z.array(z.string());

/** Ignores cancelled runs. */
export async function saveResult(db: Db, learner: string, result: RunResult, nowMs: number): Promise<void> {
  if (result.status === "cancelled") return;
  const { lesson } = result;
  const seq = (await lastSeq(db, learner, lesson)) + 1;
  await db
    .insertInto("results")
    .values({ learner, lesson, seq, result: JSON.stringify(result) })
    .execute();
  await db
    .deleteFrom("results")
    .where(matching<"results">({ learner, lesson }))
    .where("seq", "<=", seq - resultsKept)
    .execute();
  await saveProgress(db, learner, result, nowMs);
}

/** Results are ordered by this number and not by time, because clocks jump. */
async function lastSeq(db: Db, learner: string, lesson: string): Promise<number> {
  return (await newestResult(db, learner, lesson).select("seq").executeTakeFirst())?.seq ?? 0;
}

async function saveProgress(db: Db, learner: string, result: RunResult, nowMs: number): Promise<void> {
  const { lesson, style, version, status } = result;
  const row = {
    style,
    version,
    passed: idsOf(result, true),
    failed: idsOf(result, false),
    at_ms: nowMs,
  };
  await db
    .insertInto("progress")
    .values({ learner, lesson, ...row, done: status === "pass" ? 1 : 0 })
    .onConflict((conflict) =>
      conflict.columns(["learner", "lesson"]).doUpdateSet({
        ...row,
        done: sql`case when progress.done = 1 then 1 else excluded.done end`,
      }),
    )
    .execute();
}

function idsOf(result: RunResult, passed: boolean): string {
  return JSON.stringify(result.tests.filter(({ status }) => (status === "pass") === passed).map(({ id }) => id));
}

function newestResult(db: Db, learner: string, lesson: string) {
  return db.selectFrom("results").where(matching<"results">({ learner, lesson })).orderBy("seq", "desc").limit(1);
}

export async function latestResult(db: Db, learner: string, lesson: string): Promise<RunResult | null> {
  const row = await newestResult(db, learner, lesson).select("result").executeTakeFirst();
  return row === undefined ? null : runResultSchema.parse(JSON.parse(row.result));
}

/** The newest result of each lesson. `done` stays true once any run of the lesson has passed. */
export async function progress(db: Db, learner: string): Promise<Progress> {
  const rows = await db.selectFrom("progress").selectAll().where("learner", "=", learner).orderBy("lesson").execute();
  const lessons = rows.map((row) => ({
    slug: row.lesson,
    style: styleSchema.parse(row.style),
    version: row.version,
    passed: idsSchema.parse(JSON.parse(row.passed)),
    failed: idsSchema.parse(JSON.parse(row.failed)),
    done: row.done === 1,
    atMs: Number(row.at_ms),
  }));
  return { lessons };
}
