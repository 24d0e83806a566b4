// The hint that belongs to a mistake: chosen by the check that failed and by what its message says.
import type { TestResult } from "../protocol/checks.ts";
import type { Hint } from "../protocol/lesson.ts";

type Judged = Pick<TestResult, "id" | "status" | "message"> & { readonly fault: { readonly message: string } | null };

/**
 * The first hint of this check whose `when` stands in the result's message (or the fault's); else the check's hint
 * without `when`; null for a check that passed or has none.
 */
export function hintFor(hints: readonly Hint[], result: Judged): Hint | null {
  if (result.status === "pass" || result.status === "skipped") return null;
  const said = `${result.message}\n${result.fault?.message ?? ""}`;
  const ofCheck = hints.filter((hint) => hint.check === result.id);
  const exact = ofCheck.find((hint) => hint.when !== null && said.includes(hint.when));
  return exact ?? ofCheck.find((hint) => hint.when === null) ?? null;
}
