// Workshops: their state as snapshots and later events, their members, and the instructors who are signed in.
import {
  type Member,
  memberSchema,
  type NumberedEvent,
  type WorkshopState,
  workshopEventSchema,
  workshopStateSchema,
} from "../protocol/workshop.ts";
import { ensureLearner } from "./learners.ts";
import { type Db, matching, type Tables } from "./schema.ts";

/** A workshop's state without its members. */
export type SharedState = Omit<WorkshopState, "members">;

/** What the server knows of a member and shows no one. */
export interface MemberRecord {
  readonly id: string;
  readonly learner: string;
  /** The name in the form in which it is unique. */
  readonly nameKey: string;
  readonly codeHash: string;
}

export interface StoredWorkshop {
  readonly id: string;
  /** The number of the last event that `state` contains. */
  readonly seq: number;
  readonly state: WorkshopState;
  readonly records: readonly MemberRecord[];
  /** Later events, in order. */
  readonly events: readonly NumberedEvent[];
}

const sharedStateSchema = workshopStateSchema.omit({ members: true });

export async function createWorkshop(db: Db, state: SharedState): Promise<void> {
  await db
    .insertInto("workshops")
    .values({ id: state.id, seq: 0, state: JSON.stringify(state) })
    .execute();
}

export interface WorkshopAppend {
  readonly workshop: string;
  /** With larger numbers than those before. */
  readonly events: readonly NumberedEvent[];
  /** New members, and those whose record changes. */
  readonly records: readonly MemberRecord[];
  readonly nowMs: number;
}

/** All or nothing. Rejects (`unknown`) for a workshop that does not exist, a name or a learner that another member has. */
export async function appendToWorkshop(db: Db, { workshop, events, records, nowMs }: WorkshopAppend): Promise<void> {
  for (const record of records) await putMember(db, workshop, record, nowMs);
  const rows = events.map(({ seq, atMs, event }) => ({ workshop, seq, at_ms: atMs, event: JSON.stringify(event) }));
  for (const row of rows) await db.insertInto("workshop_events").values(row).execute();
}

async function putMember(db: Db, workshop: string, record: MemberRecord, nowMs: number): Promise<void> {
  const { id, learner, nameKey, codeHash } = record;
  await ensureLearner(db, learner, nowMs);
  const row = { learner, name_key: nameKey, code_hash: codeHash };
  await db
    .insertInto("members")
    .values({ workshop, id, ...row, state: null })
    .onConflict((conflict) => conflict.columns(["workshop", "id"]).doUpdateSet(row))
    .execute();
}

export interface WorkshopSnapshot {
  readonly seq: number;
  readonly state: SharedState;
  /** Those who have changed since the last snapshot. */
  readonly members: readonly Member[];
}

/** Stores the state after event `seq`: loading it needs only later events. */
export async function saveWorkshop(db: Db, { seq, state, members }: WorkshopSnapshot): Promise<void> {
  for (const member of members) {
    await db
      .updateTable("members")
      .set({ state: JSON.stringify(member) })
      .where(matching<"members">({ workshop: state.id, id: member.id }))
      .execute();
  }
  await db
    .updateTable("workshops")
    .set({ seq, state: JSON.stringify(state) })
    .where("id", "=", state.id)
    .execute();
}

/** Every workshop, in the order of its id. */
export async function workshops(db: Db): Promise<readonly StoredWorkshop[]> {
  const rows = await db.selectFrom("workshops").selectAll().orderBy("id").execute();
  return Promise.all(rows.map((row) => loadWorkshop(db, row)));
}

async function loadWorkshop(db: Db, { id, seq, state }: Tables["workshops"]): Promise<StoredWorkshop> {
  const rows = await db.selectFrom("members").selectAll().where("workshop", "=", id).orderBy("id").execute();
  const later = await db
    .selectFrom("workshop_events")
    .selectAll()
    .where("workshop", "=", id)
    .where("seq", ">", seq)
    .orderBy("seq")
    .execute();
  const members = rows.flatMap((row) => (row.state === null ? [] : memberSchema.parse(JSON.parse(row.state))));
  return {
    id,
    seq,
    state: {
      ...sharedStateSchema.parse(JSON.parse(state)),
      members: Object.fromEntries(members.map((member) => [member.id, member])),
    },
    records: rows.map((row) => ({
      id: row.id,
      learner: row.learner,
      nameKey: row.name_key,
      codeHash: row.code_hash,
    })),
    events: later.map(numberedEvent),
  };
}

function numberedEvent({ seq, at_ms, event }: Tables["workshop_events"]): NumberedEvent {
  return { seq, atMs: Number(at_ms), event: workshopEventSchema.parse(JSON.parse(event)) };
}

/** With its events and members. The learners' code and progress stay. */
export async function deleteWorkshop(db: Db, id: string): Promise<void> {
  await db.deleteFrom("workshops").where("id", "=", id).execute();
}

export interface InstructorSession {
  readonly hash: string;
  readonly name: string;
  readonly expiresAtMs: number;
}

/** Removes expired sessions, and the oldest beyond `most`. */
export async function putInstructorSession(
  db: Db,
  { hash, name, expiresAtMs }: InstructorSession,
  { nowMs, most }: { readonly nowMs: number; readonly most: number },
): Promise<void> {
  await db.insertInto("instructor_sessions").values({ hash, name, expires_at_ms: expiresAtMs }).execute();
  const newest = db.selectFrom("instructor_sessions").select("hash").orderBy("expires_at_ms", "desc").limit(most);
  await db
    .deleteFrom("instructor_sessions")
    .where((eb) => eb.or([eb("expires_at_ms", "<=", nowMs), eb("hash", "not in", newest)]))
    .execute();
}

export async function deleteInstructorSession(db: Db, hash: string): Promise<void> {
  await db.deleteFrom("instructor_sessions").where("hash", "=", hash).execute();
}

/** Those that have not expired. */
export async function instructorSessions(db: Db, nowMs: number): Promise<readonly InstructorSession[]> {
  const rows = await db.selectFrom("instructor_sessions").selectAll().where("expires_at_ms", ">", nowMs).execute();
  return rows.map(({ hash, name, expires_at_ms }) => ({ hash, name, expiresAtMs: Number(expires_at_ms) }));
}
