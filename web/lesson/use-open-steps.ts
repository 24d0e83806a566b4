// Hooks: how much of a lesson is open to this learner's group.
import { useMemo } from "react";
import { closedChecks } from "../../server/workshop/roster.ts";
import type { Run } from "../checks/run-state.ts";
import { usePage } from "../shell/page-context.ts";
import { usePart, useStore } from "../ui/store.ts";
import { stepsOpen } from "../workshop/member/membership.ts";
import type { LessonSession } from "./lesson-session.ts";
import { openPart } from "./steps.ts";

export function useOpenSteps(session: LessonSession): number {
  const { slug, steps } = useStore(session.content);
  return usePart(usePage().workshop.store, (membership) => stepsOpen(membership, slug, steps.length));
}

export function useClosedChecks(session: LessonSession): ReadonlySet<string> {
  const lesson = useStore(session.content);
  const open = useOpenSteps(session);
  return useMemo(() => closedChecks(lesson, open), [lesson, open]);
}

/** The run as the group sees it. */
export function useOpenRun(session: LessonSession): Run {
  const run = useStore(session.run);
  const closed = useClosedChecks(session);
  return useMemo(() => openPart(run, closed), [run, closed]);
}
