// The checks pane: runs the checks and shows each result; after a pass, what comes next;
// beside a failure, an instructor's hint.
import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { TestResult } from "../../server/protocol/checks.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { GroupHint } from "../../server/protocol/workshop.ts";
import { LessonErrors } from "../course/lesson-errors.tsx";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { doneSteps, stepHeading, useClosedChecks, useOpenRun, useOpenSteps } from "../lesson/steps.ts";
import { useIsOffline } from "../shell/live-bar.tsx";
import { usePage } from "../shell/page-context.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { versionName } from "../ui/format.ts";
import { Html } from "../ui/html.tsx";
import { Link } from "../ui/link.tsx";
import { printable } from "../ui/printable.ts";
import { usePart, useStore } from "../ui/store.ts";
import { useRunRefusal } from "../workshop/member/member-hooks.ts";
import { hintsOf } from "../workshop/member/membership.ts";
import { ComparisonView } from "./comparison.tsx";
import {
  announcement,
  firstFailure,
  hasPassedAll,
  hasPassedPart,
  isBusy,
  isOpen,
  isStale,
  lookLine,
  type Run,
  runLine,
} from "./run-state.ts";
import { Transcript } from "./transcript.tsx";
import { comparisonIn, failureText, statusText } from "./transcript-text.ts";

interface ChecksPaneProps {
  readonly session: LessonSession;
  readonly next: LessonSummary | null;
  readonly runChecks: () => void;
  /** Opens the dialog that downloads the code; null where there is none. */
  readonly takeHome: (() => void) | null;
}

export function ChecksPane({ session, next, runChecks, takeHome }: ChecksPaneProps) {
  const run = useOpenRun(session);
  const refusal = useRunRefusal(session.lesson.slug);
  const isOwn = session.look === null;
  const draft = useStore(session.draft);
  const scroller = useRef<HTMLElement>(null);
  const stale = run.phase === "finished" && isStale(run, draft);
  const hasPassed = run.status === "pass" && !stale;
  useScrollToResult(scroller, run, hasPassed);
  const content = { ref: scroller, "data-stale": stale, "data-writes": draft.style };
  return (
    <>
      <div className="pane-head flow line-below">
        <h2>Checks</h2>
        <span className="spacer" />
        {isOwn ? (
          <RunButtons run={run} refusal={refusal} runChecks={runChecks} cancel={() => session.runs.cancel()} />
        ) : null}
      </div>
      <p
        className="run-line toned muted small strip"
        data-status={hasPassedAll(run) ? "pass" : hasPassedPart(run) ? null : run.status}
        data-stale={stale}
        data-tone={run.error === null ? undefined : "bad"}
      >
        {isOwn ? runLine(run, draft) : lookLine(run, draft)}
      </p>
      <p className="unseen" role="status">
        {announcement(run)}
      </p>
      <p role="status" className="run-refusal small strip" data-tone="warn" hidden={refusal === null}>
        {refusal}
      </p>
      <HintAnnouncement session={session} />
      <LessonErrors lesson={session.lesson.slug} pane="checks" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable list must be reachable by keyboard */}
      <section {...content} className="checks-scroll fill scroll" aria-label="Results" tabIndex={0}>
        {hasPassed && isOwn ? <Passed session={session} next={next} takeHome={takeHome} /> : null}
        <CheckList session={session} run={run} />
      </section>
    </>
  );
}

/** Shows the verdict at the top after a pass, and the expanded check otherwise. Leaves the focus where it is. */
function useScrollToResult(scroller: RefObject<HTMLElement | null>, run: Run, hasPassed: boolean): void {
  const opened = run.checks.filter(({ id }) => isOpen(run, id) && run.results[id]).map(({ id }) => id);
  const before = useRef<readonly string[]>([]);
  const added = opened.find((id) => !before.current.includes(id)) ?? null;
  useEffect(() => {
    before.current = opened;
  });
  const { phase, isRecalled } = run;
  useEffect(() => {
    if (added !== null && !isRecalled) scrollIntoView(scroller.current, added);
  }, [added, isRecalled, scroller]);
  useEffect(() => {
    if (phase === "finished" && hasPassed && scroller.current) scroller.current.scrollTop = 0;
  }, [phase, hasPassed, scroller]);
}

/** Scrolls only the list: the whole check if it fits, else its title at the top. */
function scrollIntoView(scroller: HTMLElement | null, check: string): void {
  const item = scroller?.querySelector<HTMLElement>(`[data-check="${CSS.escape(check)}"]`);
  if (!item || !scroller) return;
  const [inner, outer] = [item.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const overflow = inner.bottom - outer.bottom;
  const above = inner.top - outer.top;
  if (above < 0) scroller.scrollTop += above;
  else if (overflow > 0) scroller.scrollTop += Math.min(overflow, above);
}

interface RunButtonsProps {
  readonly run: Run;
  /** Why no run can be started now, or null. */
  readonly refusal: string | null;
  readonly runChecks: () => void;
  readonly cancel: () => void;
}

/** The run button stays mounted during a run, so that it keeps the focus. */
function RunButtons({ run, refusal, runChecks, cancel }: RunButtonsProps) {
  const isOffline = useIsOffline();
  const why = isOffline ? "Checks run on the server, which cannot be reached" : refusal;
  const canCancel = run.phase === "running" && !run.isCancelled;
  return (
    <>
      {isBusy(run) ? <Button label="Stop" aria-disabled={!canCancel} onClick={cancel} /> : null}
      <Button
        label={[isBusy(run) ? "Run again" : "Run checks", <kbd key="key">Ctrl+Enter</kbd>]}
        className="primary small"
        aria-disabled={why !== null}
        title={why ?? undefined}
        onClick={runChecks}
      />
    </>
  );
}

function CheckList({ session, run }: { readonly session: LessonSession; readonly run: Run }) {
  const lesson = useStore(session.content);
  const closed = useClosedChecks(session);
  const open = useOpenSteps(session);
  const hints = useGroupHints(lesson.slug);
  const checks = run.checks.length > 0 && closed.size === 0 ? run.checks : lesson.checks;
  const heading = `${lesson.title} · ${run.style ?? ""} · ${versionName(run.version)}`;
  const first = firstFailure(run);
  const style = usePart(session.draft, (draft) => draft.style);
  const done = doneSteps(lesson, run, style);
  return (
    <ul className="checks" aria-label="Checks of this lesson">
      {checks.map(({ id, title }) => (
        <CheckItem
          key={id}
          step={stepHeading(lesson, id, done, open)}
          title={title}
          result={run.results[id] ?? null}
          isNotYet={closed.has(id)}
          hints={hints.filter(({ check }) => check === id)}
          isWaiting={isBusy(run) && !closed.has(id)}
          isOpen={isOpen(run, id, first)}
          heading={heading}
          expand={(open) => session.run.dispatch({ type: "expand", check: id, open })}
          goToLine={(line) => session.goToLine(line, run.version)}
        />
      ))}
    </ul>
  );
}

function Passed({ session, next, takeHome }: Omit<ChecksPaneProps, "runChecks">) {
  const style = usePart(session.draft, (draft) => draft.style);
  const other = style === "loop" ? "events" : "loop";
  const { afterHtml } = useStore(session.content);
  return (
    <section className="passed callout good stack" aria-label="All checks pass">
      <h3 className="good toned lead strong">All checks pass</h3>
      <div className="actions">
        <Link className="button primary" href={next ? `/lessons/${next.slug}` : "/lessons"}>
          {next ? `Next: ${next.title}` : "All lessons"}
        </Link>
        <button type="button" onClick={() => void session.changeStyle(other)}>
          {other === "events" ? "Write it with events" : "Write it as a loop"}
        </button>
        <button type="button" onClick={() => session.showCode("solution")}>
          Compare with the solution
        </button>
        {takeHome === null ? null : (
          <button type="button" aria-haspopup="dialog" onClick={takeHome}>
            Take it home
          </button>
        )}
      </div>
      <Html className="prose" html={afterHtml} />
    </section>
  );
}

interface CheckItemProps {
  /** `Step 2 of 4`, above the first check of a step. */
  readonly step: string | null;
  readonly title: string;
  readonly result: TestResult | null;
  /** The group has not reached its step. */
  readonly isNotYet: boolean;
  /** From an instructor, for everyone who fails it. */
  readonly hints: readonly GroupHint[];
  readonly isWaiting: boolean;
  readonly isOpen: boolean;
  /** Describes the run in a copied failure: lesson, style, version. */
  readonly heading: string;
  readonly expand: (open: boolean) => void;
  readonly goToLine: (line: number) => void;
}

const marks = { pass: "✓", fail: "✗", error: "!", timeout: "⧖", skipped: "–", waiting: "…", none: "○" } as const;

function CheckItem(props: CheckItemProps) {
  const { step, title, result, isNotYet, isWaiting, isOpen, expand } = props;
  const status = result?.status ?? (isWaiting ? "waiting" : "none");
  const word = result ? statusText(result) : isNotYet && "not yet";
  const line = (
    <>
      <span className="check-mark toned muted rigid centered" aria-hidden="true">
        {marks[status]}
      </span>
      <span>{title}</span>
      {word ? <span className="check-word toned muted tiny rigid end">{word}</span> : null}
    </>
  );
  return (
    <li className="check" data-status={status} data-check={result?.id}>
      {step === null ? null : <p className="check-step tiny muted">{step}</p>}
      {result ? (
        <Button
          label={line}
          className="check-title small plain"
          aria-expanded={isOpen}
          onClick={() => expand(!isOpen)}
        />
      ) : (
        <div className="check-title small plain">{line}</div>
      )}
      <GroupHints hints={props.hints} />
      {result && isOpen ? <Detail {...props} result={result} /> : null}
    </li>
  );
}

const explanations: Partial<Record<TestResult["status"], string>> = {
  timeout: "The check did not finish in time, so it has no result.",
  skipped: "An earlier check used up the time, or the code did not load.",
};

function Detail({ result, heading, goToLine }: CheckItemProps & { readonly result: TestResult }) {
  const { status, message, fault, hint, transcript } = result;
  const compared = comparisonIn(transcript);
  // The message of a check that was skipped says why, if it was not for one of the usual reasons.
  const explanation = status === "skipped" && message !== "" ? undefined : explanations[status];
  const line = fault?.line ?? null;
  return (
    <div className="check-detail small stack" data-status={status}>
      {hint ? <Html className="prose hint marked warn" html={hint} /> : null}
      {message ? <p className="pre-wrap breakable">{printable(message)}</p> : null}
      {explanation === undefined ? null : <p className="muted">{explanation}</p>}
      {fault ? (
        <p className="check-fault breakable toned bad">
          {printable(fault.message)}{" "}
          {line === null ? null : <Button label={`line ${line}`} className="place" onClick={() => goToLine(line)} />}
        </p>
      ) : null}
      {compared ? <ComparisonView compared={compared} check={result.title} /> : null}
      {transcript.length > 0 ? <Transcript entries={transcript} check={result.title} /> : null}
      {status === "pass" || status === "skipped" ? null : (
        <CopyButton text={() => failureText(result, heading)} label="Copy as text" />
      )}
    </div>
  );
}

/** Those for checks of the lesson that this learner fails. */
function useGroupHints(lesson: string): readonly GroupHint[] {
  const hints = usePart(usePage().workshop.store, hintsOf);
  return useMemo(() => hints.filter((hint) => hint.lesson === lesson), [hints, lesson]);
}

function GroupHints({ hints }: { readonly hints: readonly GroupHint[] }) {
  return hints.map(({ id, by, text }) => (
    <div key={id} className="group-hint marked accent small breakable">
      <p className="toned tiny strong">From your instructor, {by}</p>
      <p>{printable(text)}</p>
    </div>
  ));
}

/** Always mounted, so that screen readers announce a new hint. */
function HintAnnouncement({ session }: { readonly session: LessonSession }) {
  const { slug, checks } = useStore(session.content);
  const hints = useGroupHints(slug);
  const newest = hints.toSorted((one, other) => one.atMs - other.atMs).at(-1);
  const title = checks.find(({ id }) => id === newest?.check)?.title ?? "";
  return (
    <p className="unseen" role="status">
      {newest === undefined ? "" : `A hint from ${newest.by} for “${title}”: ${printable(newest.text)}`}
    </p>
  );
}
