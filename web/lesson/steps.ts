// The steps of a lesson's text: each is done once its checks pass, in the style that the learner writes. In a workshop that
// goes step by step, later ones are not open yet.

import { useMemo } from "react";
import { type Lesson, type Step, type Style, stepText } from "../../server/protocol/lesson.ts";
import { closedChecks } from "../../server/workshop/roster.ts";
import { passedIn, type Run } from "../checks/run-state.ts";
import { usePage } from "../shell/page-context.ts";
import { usePart, useStore } from "../ui/store.ts";
import { stepsOpen } from "../workshop/member/membership.ts";
import type { LessonSession } from "./lesson-session.ts";

type Steps = Pick<Lesson, "steps">;

/** Whether each step is done; a step without checks never is. A run in the other style says nothing. */
export function doneSteps({ steps }: Steps, run: Run, style: Style): boolean[] {
  return steps.map(({ checks }) => checks.length > 0 && run.style === style && checks.every((id) => passedIn(run, id)));
}

/** The heading above a step's first check; null for any other check. */
export function stepHeading(
  { steps }: Steps,
  check: string,
  done: readonly boolean[],
  open = steps.length,
): string | null {
  const index = steps.findIndex(({ checks }) => checks[0] === check);
  return index < 0 ? null : headingOf(index + 1, steps, done, open);
}

function headingOf(number: number, steps: readonly Step[], done: readonly boolean[], open: number): string {
  const text = stepText(number, steps.length, done[number - 1]);
  return number > open ? `${text} · not yet` : text;
}

/** A run without the checks that are not open, except for those that pass. */
export function openPart(run: Run, closed: ReadonlySet<string>): Run {
  if (closed.size === 0) return run;
  const isShown = (id: string) => !closed.has(id) || passedIn(run, id);
  const results = Object.fromEntries(Object.entries(run.results).filter(([id]) => isShown(id)));
  return { ...run, checks: run.checks.filter(({ id }) => isShown(id)), results };
}

/** Writes the progress into the lesson's text, which the server rendered. Nothing moves. */
export function showSteps(text: ParentNode, steps: readonly Step[], done: readonly boolean[], open: number): void {
  for (const section of text.querySelectorAll<HTMLElement>(".step")) {
    const number = Number(section.dataset.step);
    const isClosed = number > open;
    section.toggleAttribute("data-not-yet", isClosed);
    const state = section.querySelector<HTMLElement>(".step-state");
    const heading = headingOf(number, steps, done, open);
    if (state === null) {
      section.ariaLabel = isClosed ? heading : null;
      continue;
    }
    state.textContent = heading;
    state.toggleAttribute("data-done", done[number - 1] ?? false);
  }
}

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
