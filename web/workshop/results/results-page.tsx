// Results page of a workshop: files to keep, what was hard, what took long, and judging again.

import { useCallback, useEffect, useId, useState } from "react";
import type { WorkshopSummary } from "../../../server/protocol/workshop.ts";
import type { Regrading, WorkshopOverview } from "../../../server/protocol/workshop-results.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { Select } from "../../ui/form.tsx";
import { countText, formatDay } from "../../ui/format.ts";
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

export function ResultsPage({ id, signedOut }: { readonly id: string; readonly signedOut: () => void }) {
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
        <Table
          caption="Steps"
          heads={["Step", "Passed by", "Median time"]}
          rows={steps.map((step, index) => [index + 1, step.done ?? "–", minutesText(step.medianMinutes)])}
        />
      )}
      {checks.length === 0 ? (
        <p>No one failed a check.</p>
      ) : (
        <Table
          caption="Checks that failed, the hardest first"
          heads={["Check", "Failed", "Still failing", "Median time to pass"]}
          rows={checks.map((check) => [check.title, check.failed, check.failing, minutesText(check.medianMinutes)])}
        />
      )}
    </article>
  );
}

interface TableProps {
  readonly caption: string;
  readonly heads: readonly string[];
  /** The first cell is the row's head. They are never reordered. */
  readonly rows: readonly (readonly (string | number)[])[];
}

function Table({ caption, heads, rows }: TableProps) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([head, ...cells], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity than their place
          <tr key={index}>
            <th scope="row">{head}</th>
            {cells.map((cell, at) => (
              <td key={heads[at + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Retention({ workshop: { endedAtMs, retentionDays } }: { readonly workshop: WorkshopSummary }) {
  const days = countText(retentionDays, "day");
  const until =
    endedAtMs === null ? `${days} after it ends` : `on ${formatDay(endedAtMs + retentionDays * 86_400_000)}`;
  return (
    <p className="muted small results-part">
      The names, results and history of this workshop are deleted {until}, or immediately with “Delete” in the list of
      workshops. What learners have written stays theirs, without a name.
    </p>
  );
}

/** A dash for null. */
function minutesText(minutes: number | null): string {
  return minutes === null ? "–" : `${minutes} min`;
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
        After you have corrected a check, this runs the checks of a lesson on everyone’s newest code. It does not wait
        for learners’ own runs, and does not count as an attempt.
      </p>
      <div className="flow">
        <label htmlFor={field}>Lesson</label>
        <Select
          id={field}
          value={lesson}
          options={lessons.map(({ slug, title }) => [slug, title])}
          choose={setChosen}
        />
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
