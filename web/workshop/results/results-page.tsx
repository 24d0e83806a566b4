// What a workshop leaves: files to keep, what was hard, what took long, and judging again.

import { useCallback, useEffect, useId, useState } from "react";
import type { WorkshopSummary } from "../../../server/protocol/workshop.ts";
import type { Regrading, WorkshopOverview } from "../../../server/protocol/workshop-results.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { countText } from "../../ui/format.ts";
import { Link } from "../../ui/link.tsx";
import { LoadError, Loading } from "../../ui/loading.tsx";
import {
  getOverview,
  getRegrading,
  getWorkshops,
  resultFiles,
  startRegrading,
  stopRegrading,
} from "../instructor/instructor-calls.ts";
import { useJob } from "../instructor/use-job.ts";
import { useSignedOut } from "../instructor/use-signed-out.ts";

interface ResultsPageProps {
  readonly id: string;
  readonly signedOut: () => void;
}

export function ResultsPage({ id, signedOut }: ResultsPageProps) {
  const load = useCallback(async () => {
    const [overview, all] = await Promise.all([getOverview(id), getWorkshops()]);
    if (!overview.ok) return overview;
    if (!all.ok) return all;
    const workshop = all.value.workshops.find((each) => each.id === id) ?? null;
    return { ok: true as const, value: { overview: overview.value, workshop } };
  }, [id]);
  const { loaded, retry, refetch } = useAnswer(load);
  useSignedOut(loaded, signedOut);
  if (loaded.phase === "loading") return <Loading>Loading the results…</Loading>;
  if (loaded.phase === "failed") return <LoadError text={loaded.message} retry={retry} />;
  const { overview, workshop } = loaded.value;
  return (
    <>
      <div className="page-head">
        <h1>
          Results of <bdi>{workshop?.title ?? "the workshop"}</bdi>
        </h1>
        <p className="not-printed">
          <Link href={`/instructor/${id}`}>Back to the dashboard</Link>
        </p>
      </div>
      <Files id={id} />
      <Overview overview={overview} />
      <RegradePanel id={id} lessons={overview.lessons} finished={refetch} />
      {workshop === null ? null : <Retention workshop={workshop} />}
    </>
  );
}

function Files({ id }: { readonly id: string }) {
  return (
    <section className="card results-part stack padded not-printed" aria-labelledby="results-files">
      <h2 id="results-files" className="title">
        Files to keep
      </h2>
      <ul className="actions">
        {resultFiles(id).map(({ href, text }) => (
          <li key={href}>
            <a className="button" href={href} download>
              {text}
            </a>
          </li>
        ))}
      </ul>
      <p className="muted small">They contain names. Keep them only for as long as you need them.</p>
    </section>
  );
}

function Overview({ overview }: { readonly overview: WorkshopOverview }) {
  const { members, hands, lessons } = overview;
  const wait = hands.meanWaitMinutes === null ? "" : `, after ${minutesText(hands.meanWaitMinutes)} on average`;
  return (
    <section className="results-part stack" aria-labelledby="results-overview">
      <h2 id="results-overview" className="title">
        How it went
      </h2>
      <p>
        {countText(members, "learner")}; {countText(hands.answered, "raised hand")} answered{wait}.
      </p>
      {lessons.length === 0 ? <p className="empty">No one has opened a lesson yet.</p> : null}
      {lessons.map((lesson) => (
        <LessonOverview key={lesson.slug} lesson={lesson} />
      ))}
    </section>
  );
}

type LessonPart = WorkshopOverview["lessons"][number];

function LessonOverview({ lesson }: { readonly lesson: LessonPart }) {
  const { title, opened, done, steps, checks } = lesson;
  return (
    <article className="card results-lesson stack padded">
      <h3>{title}</h3>
      <p className="muted">
        {done} of {countText(opened, "learner")} who opened it passed.
      </p>
      {steps.length === 0 ? null : (
        <table>
          <caption>Steps</caption>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Passed by</th>
              <th scope="col">Median time</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other identity than their number
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                <td>{step.done}</td>
                <td>{step.medianMinutes === null ? "–" : minutesText(step.medianMinutes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {checks.length === 0 ? <p>No check failed anyone.</p> : <FailedChecks checks={checks} />}
    </article>
  );
}

function FailedChecks({ checks }: Pick<LessonPart, "checks">) {
  return (
    <table>
      <caption>Checks that failed, the hardest first</caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Failed</th>
          <th scope="col">Fails still</th>
          <th scope="col">Median time to pass</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ id, title, failed, failing, medianMinutes }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            <td>{failed}</td>
            <td>{failing}</td>
            <td>{medianMinutes === null ? "–" : minutesText(medianMinutes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

function Retention({ workshop: { endedAtMs, retentionDays } }: { readonly workshop: WorkshopSummary }) {
  const dayMs = 24 * 60 * 60_000;
  const until =
    endedAtMs === null
      ? `${countText(retentionDays, "day")} after it ends`
      : `on ${day.format(endedAtMs + retentionDays * dayMs)}`;
  return (
    <p className="muted small results-part">
      The names, results and history of this workshop are deleted {until}, or at once with “Delete” in the list of
      workshops. What learners have written stays theirs, without a name.
    </p>
  );
}

function minutesText(minutes: number): string {
  return `${minutes} min`;
}

interface RegradePanelProps {
  readonly id: string;
  readonly lessons: WorkshopOverview["lessons"];
  readonly finished: () => void;
}

const regradeCalls = {
  get: getRegrading,
  start: startRegrading,
  stop: stopRegrading,
  progressOf: ({ regrading }: { readonly regrading: Regrading | null }) => regrading,
  pollMs: 1_000,
};

/** After the checks of a lesson were corrected: shows the progress, and whose results changed. */
function RegradePanel({ id, lessons, finished }: RegradePanelProps) {
  const { progress: regrading, isRunning, start, stop } = useRegrading(id, finished);
  const [chosen, setChosen] = useState("");
  const field = useId();
  const lesson = chosen || (lessons[0]?.slug ?? "");
  if (lessons.length === 0) return null;
  return (
    <section className="card results-part stack padded not-printed" aria-labelledby={`${field}-title`}>
      <h2 id={`${field}-title`} className="title">
        Judge again
      </h2>
      <p className="muted">
        After you have corrected a check, this runs the checks of a lesson on everyone’s newest code. It waits for no
        one’s own run and counts as no attempt.
      </p>
      <div className="flow">
        <label htmlFor={field}>Lesson</label>
        <select id={field} value={lesson} onChange={({ target }) => setChosen(target.value)}>
          {lessons.map(({ slug, title }) => (
            <option key={slug} value={slug}>
              {title}
            </option>
          ))}
        </select>
        {isRunning ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="button" onClick={() => start(lesson)}>
            Judge again
          </button>
        )}
      </div>
      <div role="status">{regrading === null ? null : <Progress regrading={regrading} lessons={lessons} />}</div>
    </section>
  );
}

/** Calls `finished` when a regrading that was seen to run is over. */
function useRegrading(id: string, finished: () => void) {
  const job = useJob(id, regradeCalls);
  const { isRunning } = job;
  useEffect(() => (isRunning ? finished : undefined), [isRunning, finished]);
  return job;
}

interface ProgressProps {
  readonly regrading: Regrading;
  readonly lessons: WorkshopOverview["lessons"];
}

const verbs = { running: "Judging", done: "Judged", cancelled: "Stopped:" } as const;

function Progress({ regrading, lessons }: ProgressProps) {
  const { lesson, state, judged, of, changed } = regrading;
  const title = lessons.find(({ slug }) => slug === lesson)?.title ?? lesson;
  return (
    <>
      <p>
        {verbs[state]} {judged} of {countText(of, "learner")} in {title}.{" "}
        {state === "running" ? null : `${countText(changed.length, "result")} changed.`}
      </p>
      <ul>
        {changed.map(({ member, name, nowPass, nowFail }) => (
          <li key={member}>
            <bdi>{name}</bdi>: {changeText(nowPass, nowFail)}
          </li>
        ))}
      </ul>
    </>
  );
}

function changeText(nowPass: readonly string[], nowFail: readonly string[]): string {
  const parts = [
    nowPass.length === 0 ? "" : `passes ${nowPass.join(", ")} now`,
    nowFail.length === 0 ? "" : `fails ${nowFail.join(", ")} now`,
  ];
  return parts.filter((part) => part !== "").join("; ");
}
