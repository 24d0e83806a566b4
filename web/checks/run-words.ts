// A run of the checks in words: the line above the list, and what a screen reader is told once it is over.
import { type Draft, isUnsaved } from "../code/draft.ts";
import { milliseconds } from "../code/load-line.ts";
import { firstFailure, isStale, passedCount, type Run } from "./run-state.ts";

export function runLine(run: Run, draft: Draft): string {
  if (run.trouble) return run.trouble;
  if (run.phase === "asked") return "Saving your code and asking for a run…";
  const count = `${passedCount(run)} of ${run.checks.length}`;
  if (run.phase === "running") return run.isCancelled ? "Stopping…" : `${count} passed so far`;
  if (run.status === null) return "Not run yet";
  if (run.status === "cancelled")
    return run.isCancelled ? `Stopped by you: ${count} passed until then` : "A newer run took its place";
  const judged = `${count} passed · v${run.version} · ${milliseconds(run.ms)}`;
  const recalled = run.isRecalled ? " · from before you came back" : "";
  return isStale(run, draft) ? `${count} passed · ${staleWords(run, draft)}` : `${judged}${recalled}`;
}

/** Which code the results speak of, and which stands in the editor. */
export function staleWords(run: Run, draft: Draft): string {
  if (run.style !== draft.style) return `judged v${run.version} (${run.style}); you are at the other style`;
  if (isUnsaved(draft)) return `judged v${run.version}; the code has changed since`;
  return `judged v${run.version}; you are at v${draft.version}`;
}

/** Empty until a run is over: results one by one would only be noise. */
export function announcement(run: Run): string {
  if (run.trouble) return run.trouble;
  if (run.phase !== "finished" || run.status === null || run.isRecalled) return "";
  if (run.status === "cancelled") return run.isCancelled ? "The run was stopped." : "";
  const count = `${passedCount(run)} of ${run.checks.length} passed`;
  const failure = run.checks.find(({ id }) => id === firstFailure(run));
  return failure ? `${count}; first failure: ${failure.title}` : `${count}.`;
}
