// Chooses the hint for a failed check by what happened, not by how the failure is worded.
import type { TestResult } from "../protocol/checks.ts";
import type { Hint } from "../protocol/lesson.ts";

/** The result with the first hint of its check whose `when` occurs in what happened, else with the check's default. */
export function withHint(hints: readonly Hint[], result: TestResult): TestResult {
  return { ...result, hint: chooseHint(hints, result) };
}

export function chooseHint(hints: readonly Hint[], result: TestResult): string | null {
  if (result.status === "pass" || result.status === "skipped") return null;
  const happened = `${result.observed ?? ""}\n${result.fault?.message ?? ""}`;
  const candidates = hints.filter(({ check }) => check === result.id);
  const hint =
    candidates.find(({ when }) => when !== null && happened.includes(when)) ??
    candidates.find(({ when }) => when === null);
  return hint?.html ?? null;
}
