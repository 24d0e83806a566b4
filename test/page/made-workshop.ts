// A workshop, its members and the course's outlines, for the tests of the dashboard's models.
import type { LessonOutline, Member, Standing, WorkshopState } from "../../server/protocol/workshop.ts";

export function workshopState(members: readonly Member[] = []): WorkshopState {
  return {
    ...{ id: "w1", title: "Tuesday", code: "K7QM2X", codeExpiresAtMs: 1, createdAtMs: 0, endedAtMs: null },
    ...{ retentionDays: 30, locked: [], pace: { mode: "free" }, follow: null, frozen: false, timer: null },
    ...{ frozenBy: "", joinClosed: false, announcement: null, hints: [], classroom: null, pairs: [] },
    members: Object.fromEntries(members.map((member) => [member.id, member])),
  };
}

export function member(id: string, over: Partial<Member> = {}): Member {
  return {
    ...{ id, name: id, joinedAtMs: 0, state: "present", pages: 1, connections: 0, lesson: null, lessonSinceMs: null },
    ...{ standings: {}, openedAtMs: {}, fault: null, hand: null, editing: null, activity: [], activeAtMs: 0 },
    ...{ helped: 0, waitedMs: 0 },
    ...over,
  };
}

/** Fails the first of `failed` since `sinceMs`. */
export function standing(passed: string[], failed: string[] = [], sinceMs = 0): Standing {
  const isDone = failed.length === 0;
  return {
    ...{ style: "loop", version: 1, status: isDone ? "pass" : "fail", passed, failed, runs: 1, done: isDone, atMs: 0 },
    ...{
      firstFailing: failed[0] ?? null,
      failingSinceMs: isDone ? null : sinceMs,
      firstPassedAtMs: {},
      firstFailedAtMs: {},
    },
  };
}

/** Two steps of two checks and one check. */
export function outline(slug: string, number = 1): LessonOutline {
  const checks = ["a", "b", "c"].map((id) => ({ id, title: `title of ${id}` }));
  return {
    slug,
    number,
    title: slug.toUpperCase(),
    minutes: 5,
    checks,
    steps: [{ checks: ["a", "b"] }, { checks: ["c"] }],
  };
}
