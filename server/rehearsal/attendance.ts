// What one simulated learner knows to be true: where it is a member, what was acknowledged, and what its runs returned.
import type { RunResult } from "../protocol/checks.ts";
import type { Style } from "../protocol/lesson.ts";

export interface AcknowledgedSave {
  readonly lesson: string;
  readonly style: Style;
  readonly version: number;
  readonly source: string;
}

export interface AnsweredRun {
  readonly lesson: string;
  readonly version: number;
  readonly status: RunResult["status"];
  readonly passed: readonly string[];
}

export class Attendance {
  readonly name: string;
  member: string | null = null;
  /** The newest of each lesson and style. */
  readonly saves = new Map<string, AcknowledgedSave>();
  /** The newest of each lesson. */
  readonly runs = new Map<string, AnsweredRun>();
  saved = 0;
  answered = 0;
  /** Runs that got neither a result nor a refusal, even when asked again. */
  unanswered = 0;

  constructor(name: string) {
    this.name = name;
  }

  acknowledge(save: AcknowledgedSave): void {
    this.saved++;
    this.saves.set(`${save.lesson} ${save.style}`, save);
  }

  answer(run: AnsweredRun): void {
    this.answered++;
    this.runs.set(run.lesson, run);
  }
}
