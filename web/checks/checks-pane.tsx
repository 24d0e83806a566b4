// The checks: run them, watch the results come one by one, see what is wrong with the first that fails.
import { useEffect, useRef } from "react";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useStore } from "../ui/store.ts";
import { CheckItem } from "./check-item.tsx";
import { Passed } from "./passed.tsx";
import { firstFailure, isBusy, isOpen, isStale, type Run } from "./run-state.ts";
import { announcement, runLine } from "./run-words.ts";

interface ChecksPaneProps {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
  readonly runChecks: () => void;
}

export function ChecksPane({ session, next, runChecks }: ChecksPaneProps) {
  const run = useStore(session.run);
  const draft = useStore(session.draft);
  const stale = run.phase === "finished" && isStale(run, draft);
  return (
    <>
      <div className="pane-head">
        <h2>Checks</h2>
        <span className="spacer" />
        <RunButtons run={run} runChecks={runChecks} cancel={() => session.runs.cancel()} />
      </div>
      <p className="run-line" data-status={run.status} data-stale={stale} data-trouble={run.trouble !== null}>
        {runLine(run, draft)}
      </p>
      <p className="unseen" role="status">
        {announcement(run)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard */}
      <section className="checks-scroll" data-stale={stale} aria-label="Results" tabIndex={0}>
        <CheckList session={session} run={run} />
        {run.status === "pass" && !stale ? <Passed session={session} next={next} /> : null}
      </section>
    </>
  );
}

interface RunButtonsProps {
  readonly run: Run;
  readonly runChecks: () => void;
  readonly cancel: () => void;
}

/** The button stays the same one while a run goes on: whoever stands on it does not lose their place. */
function RunButtons({ run, runChecks, cancel }: RunButtonsProps) {
  const canCancel = run.phase === "running" && !run.isCancelled;
  return (
    <>
      {isBusy(run) ? (
        <button type="button" className="small" aria-disabled={!canCancel} onClick={() => canCancel && cancel()}>
          Stop
        </button>
      ) : null}
      <button type="button" className="primary small" onClick={runChecks}>
        {isBusy(run) ? "Run again" : "Run the checks"}
        <kbd>Ctrl+Enter</kbd>
      </button>
    </>
  );
}

function CheckList({ session, run }: { readonly session: LessonSession; readonly run: Run }) {
  const { lesson } = session;
  const checks = run.checks.length > 0 ? run.checks : lesson.checks;
  const heading = `${lesson.title} · ${run.style ?? ""} · v${run.version}`;
  const first = firstFailure(run);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (run.phase === "finished" && !run.isRecalled && first !== null) showFirst(list.current, first);
  }, [run.phase, run.isRecalled, first]);
  return (
    <ul className="checks" aria-label="Checks of this lesson" ref={list}>
      {checks.map(({ id, title }) => (
        <CheckItem
          key={id}
          title={title}
          result={run.results[id] ?? null}
          isWaiting={isBusy(run)}
          isOpen={isOpen(run, id, first)}
          heading={heading}
          fold={(open) => session.run.dispatch({ type: "fold", check: id, open })}
          go={(line) => session.goToLine(line, run.version)}
        />
      ))}
    </ul>
  );
}

/** Scrolls its own list and nothing else, and leaves the focus where it is. */
function showFirst(list: HTMLUListElement | null, check: string): void {
  const item = list?.querySelector<HTMLElement>(`[data-check="${CSS.escape(check)}"]`);
  const scroller = list?.parentElement;
  if (!item || !scroller) return;
  const isSeen = item.getBoundingClientRect().bottom <= scroller.getBoundingClientRect().bottom;
  if (!isSeen) scroller.scrollTop += item.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}
