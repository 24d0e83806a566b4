// Judging a lesson again after its checks were corrected: starts it, shows its progress, and says whose results changed.
import { useEffect, useId, useState } from "react";
import type { Regrading, WorkshopOverview } from "../../../server/protocol/workshop-results.ts";
import { countText } from "../../ui/format.ts";
import { getRegrading, startRegrading, stopRegrading } from "../instructor/instructor-calls.ts";
import { useJob } from "../instructor/use-job.ts";

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

export function RegradePanel({ id, lessons, finished }: RegradePanelProps) {
  const { progress: regrading, isRunning, start, stop } = useRegrading(id, finished);
  const [chosen, setChosen] = useState("");
  const field = useId();
  const lesson = chosen || (lessons[0]?.slug ?? "");
  if (lessons.length === 0) return null;
  return (
    <section className="card results-part not-printed" aria-labelledby={`${field}-title`}>
      <h2 id={`${field}-title`}>Judge again</h2>
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
