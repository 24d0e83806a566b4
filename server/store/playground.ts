// Drafts, which can be restored for a while after they are deleted, and snippets, which never change.
import { styleSchema } from "../protocol/lesson.ts";
import { pageLesson, playLesson } from "../protocol/lesson-names.ts";
import type { LimitName } from "../protocol/limits.ts";
import type { Draft } from "../protocol/playground.ts";
import type { Snippet } from "../protocol/snippet.ts";
import { deleteCode } from "./code.ts";
import { ensureLearner } from "./learners.ts";
import { type Db, matching, type Tables } from "./schema.ts";

interface DraftKey {
  readonly learner: string;
  readonly id: string;
}

export interface DraftPut extends DraftKey {
  readonly title: string;
  /** The id of the snippet that it is made from. */
  readonly forkedFrom?: string | null;
  readonly nowMs: number;
  /** Drafts that a learner may have, without deleted ones. */
  readonly most: number;
}

/** Creates the learner too. False: the learner has `most` already. */
export async function createDraft(
  db: Db,
  { learner, id, title, forkedFrom = null, nowMs, most }: DraftPut,
): Promise<boolean> {
  if ((await draftIds(db, learner, false)).length >= most) return false;
  await ensureLearner(db, learner, nowMs);
  await db
    .insertInto("drafts")
    .values({
      ...{ id, learner, title, created_at_ms: nowMs, updated_at_ms: nowMs, deleted_at_ms: null },
      forked_from: forkedFrom,
    })
    .execute();
  return true;
}

/** The newest first, deleted ones included. */
export async function drafts(db: Db, learner: string): Promise<readonly Draft[]> {
  const rows = await withOrigin(db)
    .where("drafts.learner", "=", learner)
    .orderBy("updated_at_ms", "desc")
    .orderBy("drafts.id")
    .execute();
  return rows.map(draftFrom);
}

/** The learner's own; null for another learner's. */
export async function draft(db: Db, { learner, id }: DraftKey): Promise<Draft | null> {
  const row = await withOrigin(db).where("drafts.learner", "=", learner).where("drafts.id", "=", id).executeTakeFirst();
  return row === undefined ? null : draftFrom(row);
}

/** The learner of a draft that is not deleted. */
export async function draftOwner(db: Db, id: string): Promise<string | null> {
  const row = await db
    .selectFrom("drafts")
    .select("learner")
    .where("id", "=", id)
    .where("deleted_at_ms", "is", null)
    .executeTakeFirst();
  return row?.learner ?? null;
}

/** With the title of the snippet that a draft was made from; null once that was deleted. */
function withOrigin(db: Db) {
  return db
    .selectFrom("drafts")
    .leftJoin("snippets", "snippets.id", "drafts.forked_from")
    .selectAll("drafts")
    .select("snippets.title as origin");
}

/** A new title, or a new time only. Does nothing for a draft that does not exist. */
export async function changeDraft(
  db: Db,
  { learner, id }: DraftKey,
  change: { readonly title?: string; readonly nowMs: number },
): Promise<void> {
  const { title, nowMs } = change;
  await db
    .updateTable("drafts")
    .set({ updated_at_ms: nowMs, ...(title !== undefined && { title }) })
    .where(matching<"drafts">({ learner, id }))
    .execute();
}

/** It can be restored until it is purged. Of the learner's deleted drafts, the oldest beyond `most` are purged now. */
export async function deleteDraft(
  db: Db,
  { learner, id }: DraftKey,
  { nowMs, most }: { readonly nowMs: number; readonly most: number },
): Promise<void> {
  await db
    .updateTable("drafts")
    .set({ deleted_at_ms: nowMs })
    .where(matching<"drafts">({ learner, id }))
    .where("deleted_at_ms", "is", null)
    .execute();
  for (const oldest of (await draftIds(db, learner, true)).slice(most)) await removeDraft(db, { learner, id: oldest });
}

/** False: the learner has `most` others. */
export async function restoreDraft(db: Db, { learner, id }: DraftKey, most: number): Promise<boolean> {
  const present = await draftIds(db, learner, false);
  if (present.includes(id)) return true;
  if (present.length >= most) return false;
  await db.updateTable("drafts").set({ deleted_at_ms: null }).where(matching<"drafts">({ learner, id })).execute();
  return true;
}

/** Removes drafts that were deleted by then, with their code and rooms. */
export async function purgeDrafts(db: Db, deletedBeforeMs: number): Promise<void> {
  const old = await db
    .selectFrom("drafts")
    .select(["learner", "id"])
    .where("deleted_at_ms", "<=", deletedBeforeMs)
    .execute();
  for (const key of old) await removeDraft(db, key);
}

/** With its code, its page and its room. */
export async function removeDraft(db: Db, { learner, id }: DraftKey): Promise<void> {
  for (const lesson of [playLesson(id), pageLesson(id)]) await deleteCode(db, learner, lesson);
  await db
    .deleteFrom("rooms")
    .where(matching<"rooms">({ learner, lesson: playLesson(id) }))
    .execute();
  await db.deleteFrom("drafts").where("id", "=", id).execute();
}

/** Those that were deleted, the newest deletion first; or all others. */
async function draftIds(db: Db, learner: string, deleted: boolean): Promise<string[]> {
  const rows = await db
    .selectFrom("drafts")
    .select("id")
    .where("learner", "=", learner)
    .where("deleted_at_ms", deleted ? "is not" : "is", null)
    .orderBy("deleted_at_ms", "desc")
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

type DraftRow = Tables["drafts"] & { readonly origin: string | null };

function draftFrom(row: DraftRow): Draft {
  const { id, title, created_at_ms, updated_at_ms, deleted_at_ms, forked_from, origin } = row;
  return {
    id,
    title,
    createdAtMs: Number(created_at_ms),
    updatedAtMs: Number(updated_at_ms),
    deletedAtMs: deleted_at_ms === null ? null : Number(deleted_at_ms),
    forkedFrom: forked_from === null || origin === null ? null : { id: forked_from, title: origin },
  };
}

export interface StoredSnippet extends Omit<Snippet, "url" | "mine"> {
  /** Its creator. */
  readonly learner: string;
}

export type CreatedSnippet =
  | { readonly ok: true; readonly snippet: StoredSnippet; readonly isNew: boolean }
  /** The limit that the snippet would exceed. */
  | { readonly ok: false; readonly limit: LimitName };

/** Creates the learner too. A learner's snippet with the same title and text is returned in place of a second one. */
export async function createSnippet(
  db: Db,
  wanted: StoredSnippet,
  { perLearner, totalBytes }: { readonly perLearner: number; readonly totalBytes: number },
): Promise<CreatedSnippet> {
  const { createdAtMs, published, ...snippet } = wanted;
  const same = await sameSnippet(db, wanted);
  if (same !== null) return { ok: true, snippet: { ...wanted, ...same }, isNew: false };
  if ((await snippets(db, snippet.learner)).length >= perLearner) return { ok: false, limit: "snippetsPerLearner" };
  if ((await snippetBytes(db)) + snippet.bytes > totalBytes) return { ok: false, limit: "snippetBytesPerServer" };
  await ensureLearner(db, snippet.learner, createdAtMs);
  await db
    .insertInto("snippets")
    .values({ ...snippet, created_at_ms: createdAtMs, published: Number(published) })
    .execute();
  return { ok: true, snippet: wanted, isNew: true };
}

async function sameSnippet(
  db: Db,
  { learner, title, style, handler, page }: StoredSnippet,
): Promise<StoredSnippetSummary | null> {
  const row = await db
    .selectFrom("snippets")
    .select(summaryColumns)
    .where(matching<"snippets">({ learner, title, style, handler }))
    .where("page", page === null ? "is" : "=", page)
    .executeTakeFirst();
  return row === undefined ? null : summaryFrom(row);
}

export async function snippet(db: Db, id: string): Promise<StoredSnippet | null> {
  const row = await db.selectFrom("snippets").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) return null;
  const { handler, page } = row;
  return { ...summaryFrom(row), handler, page };
}

const summaryColumns = ["id", "learner", "title", "style", "bytes", "created_at_ms", "published"] as const;
export type StoredSnippetSummary = Omit<StoredSnippet, "handler" | "page">;

/** The learner's, the newest first. */
export async function snippets(db: Db, learner: string): Promise<readonly StoredSnippetSummary[]> {
  const rows = await db
    .selectFrom("snippets")
    .select(summaryColumns)
    .where("learner", "=", learner)
    .orderBy("created_at_ms", "desc")
    .orderBy("id")
    .execute();
  return rows.map(summaryFrom);
}

function summaryFrom(row: Pick<Tables["snippets"], (typeof summaryColumns)[number]>): StoredSnippetSummary {
  const { id, learner, title, style, bytes, created_at_ms, published } = row;
  return {
    id,
    learner,
    title,
    style: styleSchema.parse(style),
    bytes,
    createdAtMs: Number(created_at_ms),
    published: published === 1,
  };
}

export async function publishSnippet(db: Db, id: string, published: boolean): Promise<void> {
  await db
    .updateTable("snippets")
    .set({ published: Number(published) })
    .where("id", "=", id)
    .execute();
}

export async function deleteSnippet(db: Db, id: string): Promise<void> {
  await db.deleteFrom("snippets").where("id", "=", id).execute();
}

export async function snippetBytes(db: Db): Promise<number> {
  const { sum } = await db
    .selectFrom("snippets")
    .select((eb) => eb.fn.sum<number | null>("bytes").as("sum"))
    .executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}
