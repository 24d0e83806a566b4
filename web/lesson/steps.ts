// The steps of a lesson's text: each is done once its checks pass, in the style that the learner writes.
import { type Lesson, type Step, type Style, stepText } from "../../server/protocol/lesson.ts";
import type { Run } from "../checks/run-state.ts";

type Steps = Pick<Lesson, "steps">;

/** Whether each step is done; a step without checks never is. A run in the other style says nothing. */
export function doneSteps({ steps }: Steps, run: Run, style: Style): boolean[] {
  const hasPassed = (id: string) => run.style === style && run.results[id]?.status === "pass";
  return steps.map(({ checks }) => checks.length > 0 && checks.every(hasPassed));
}

/** The heading above a step's first check; null for any other check. */
export function stepHeading({ steps }: Steps, check: string, done: readonly boolean[]): string | null {
  const index = steps.findIndex(({ checks }) => checks[0] === check);
  return index < 0 ? null : stepText(index + 1, steps.length, done[index]);
}

/** Writes the progress into the lesson's text, which the server rendered. */
export function showSteps(text: ParentNode, steps: readonly Step[], done: readonly boolean[]): void {
  for (const section of text.querySelectorAll<HTMLElement>(".step")) {
    const number = Number(section.dataset.step);
    const state = section.querySelector<HTMLElement>(".step-state");
    if (state === null) continue;
    const isDone = done[number - 1] ?? false;
    state.textContent = stepText(number, steps.length, isDone);
    state.toggleAttribute("data-done", isDone);
  }
}
