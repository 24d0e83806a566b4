// The checks: run them, watch the results come one by one, see what is wrong with the first that fails.
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../session/lesson-session.ts";
import { Html } from "../shell/html.tsx";
import { Link } from "../shell/link.tsx";
import { type Draft, isUnsaved } from "../state/draft.ts";
import { milliseconds } from "../state/load-line.ts";
import { isOpen, passedCount, type Run } from "../state/run.ts";
import { useStore } from "../state/use-store.ts";
import { CheckItem } from "./check-item.tsx";

interface PassedProps {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
}

interface ChecksPaneProps extends PassedProps {
  readonly runChecks: () => void;
}

export function ChecksPane({ session, next, runChecks }: ChecksPaneProps) {
  const run = useStore(session.run);
  const draft = useStore(session.draft);
  const isStale = isOutdated(run, draft);
  const isBusy = run.phase === "asked" || run.phase === "running";
  const checks = run.checks.length > 0 ? run.checks : session.lesson.checks;
  return (
    <>
      <div className="pane-head">
        <h2>Checks</h2>
        <span className="spacer" />
        <button type="button" className="primary small" aria-disabled={isBusy} onClick={() => isBusy || runChecks()}>
          {isBusy ? "Running…" : "Run the checks"}
          <kbd>Ctrl+Enter</kbd>
        </button>
      </div>
      <p className="run-line" role="status" data-status={run.status} data-stale={isStale}>
        {runLine(run, isStale)}
      </p>
      <div className="checks-scroll" data-stale={isStale}>
        <ul className="checks">
          {checks.map(({ id, title }) => (
            <CheckItem
              key={id}
              title={title}
              result={run.results[id] ?? null}
              isWaiting={isBusy}
              isOpen={isOpen(run, id)}
              fold={(open) => session.run.dispatch({ type: "fold", check: id, open })}
              go={(line) => session.editor?.reveal(line, 1)}
            />
          ))}
        </ul>
        {run.status === "pass" && !isStale ? <Passed session={session} next={next} /> : null}
      </div>
    </>
  );
}

/** Results speak of the version they judged, not of what stands in the editor since. */
function isOutdated(run: Run, draft: Draft): boolean {
  if (run.phase !== "finished" || run.id === null) return false;
  return isUnsaved(draft) || run.version !== draft.version || run.style !== draft.style;
}

function runLine(run: Run, isStale: boolean): string {
  if (run.trouble) return run.trouble;
  if (run.phase === "asked") return "Asking…";
  const count = `${passedCount(run)} of ${run.checks.length}`;
  if (run.phase === "running") return `${count} passed so far`;
  if (run.status === null) return "Not run yet";
  if (run.status === "cancelled") return "Stopped: a newer run took its place";
  const judged = `${count} passed · v${run.version} · ${milliseconds(run.ms)}`;
  return isStale ? `${judged} · the code has changed since` : judged;
}

function Passed({ session, next }: PassedProps) {
  return (
    <div className="passed">
      <p className="passed-line">All checks pass.</p>
      <Html className="prose" html={session.lesson.afterHtml} />
      <p className="actions">
        {next ? (
          <Link className="button primary" href={`/lessons/${next.slug}`}>
            Next: {next.title}
          </Link>
        ) : (
          <Link className="button primary" href="/">
            All lessons
          </Link>
        )}
      </p>
    </div>
  );
}
