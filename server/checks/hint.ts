// The hint that belongs to a failed check: one mistake, one hint, found by the words of the failure.
import type { TestResult } from "../protocol/checks.ts";
import type { Hint } from "../protocol/lesson.ts";

/** The first hint of this check whose `when` stands in what was said; else the check's hint for anything; else none. */
export function chooseHint(hints: readonly Hint[], result: TestResult): string | null {
  if (result.status === "pass" || result.status === "skipped") return null;
  const said = `${result.message}\n${result.fault?.message ?? ""}`;
  const ofCheck = hints.filter(({ check }) => check === result.id);
  const hint =
    ofCheck.find(({ when }) => when !== null && said.includes(when)) ?? ofCheck.find(({ when }) => when === null);
  return hint?.html ?? null;
}

/** The result with its hint. */
export function withHint(hints: readonly Hint[], result: TestResult): TestResult {
  return { ...result, hint: chooseHint(hints, result) };
}
