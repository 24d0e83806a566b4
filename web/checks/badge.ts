// The few characters beside the tab of the checks.
import { passedCount, type Run } from "./run-state.ts";

export function checksBadge(run: Run): { readonly badge?: string } {
  if (run.checks.length === 0) return {};
  return { badge: `${passedCount(run)}/${run.checks.length}` };
}
