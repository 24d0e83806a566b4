// Visits every learner's server: the message to send, and what each one did with it.
import { type FormEvent, useEffect, useId, useState } from "react";
import type { Visit, VisitRequest } from "../../../server/protocol/visit.ts";
import { getLesson } from "../../net/calls.ts";
import { printable } from "../../ui/printable.ts";
import { useCanAct, useClassPlace, useDashboard, useLearners } from "../dashboard/dashboard-context.ts";
import { LessonSelect } from "../dashboard/lesson-select.tsx";
import { getVisit, startVisit, stopVisit } from "../instructor/instructor-calls.ts";
import { useJob } from "../instructor/use-job.ts";
import { shownName } from "../roster/learner-rows.ts";
import { firstForm, noForm, outcomeTexts, sortedResults, visitSummary } from "./visit-model.ts";

const visitCalls = {
  get: getVisit,
  start: startVisit,
  stop: stopVisit,
  progressOf: ({ visit }: { readonly visit: Visit | null }) => visit,
  pollMs: 500,
};

export function VisitView() {
  const { id } = useDashboard();
  const canAct = useCanAct();
  const { progress: visit, isRunning, start, stop } = useJob(id, visitCalls);
  return (
    <div className="visit fill scroll stack">
      {canAct ? <VisitTools isRunning={isRunning} start={start} stop={stop} /> : null}
      {visit === null ? (
        <p className="muted">Nothing is stored: the results stay until the next visit, or the server’s end.</p>
      ) : (
        <Results visit={visit} />
      )}
    </div>
  );
}

interface VisitToolsProps {
  readonly isRunning: boolean;
  readonly start: (request: Partial<VisitRequest>) => void;
  readonly stop: () => void;
}

function VisitTools({ isRunning, start, stop }: VisitToolsProps) {
  const field = useId();
  const [place] = useClassPlace();
  const [lesson, setLesson] = useState(place?.lesson ?? "");
  const [form, change] = useFirstForm(lesson);
  const [expect, setExpect] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isRunning) start({ lesson, ...form, protocols: [...form.protocols], expect: expect === "" ? null : expect });
  };
  return (
    <form className="flow" aria-label="Visit every server" onSubmit={submit}>
      <LessonSelect label="Lesson" value={lesson} choose={setLesson} />
      <label htmlFor={`${field}-send`}>Send</label>
      <input
        id={`${field}-send`}
        className="code"
        maxLength={4_096}
        value={form.send}
        onChange={({ target }) => change({ ...form, send: target.value })}
      />
      <label htmlFor={`${field}-expect`}>Expect</label>
      <input
        id={`${field}-expect`}
        className="code"
        placeholder="any answer"
        maxLength={4_096}
        value={expect}
        onChange={({ target }) => setExpect(target.value)}
      />
      {isRunning ? (
        <button type="button" onClick={stop}>
          Stop
        </button>
      ) : (
        <button type="submit" className="primary">
          Visit every server
        </button>
      )}
    </form>
  );
}

/** What the lesson's own text proposes, until it is changed. */
function useFirstForm(lesson: string) {
  const [form, setForm] = useState(noForm);
  useEffect(() => {
    let isCurrent = true;
    void getLesson(lesson).then((answer) => {
      if (!isCurrent || !answer.ok) return;
      const html = new DOMParser().parseFromString(answer.value.html, "text/html");
      const buttons = [...html.querySelectorAll<HTMLElement>("[data-try]")];
      setForm(firstForm(buttons.map(({ dataset }) => dataset.try ?? "")));
    });
    return () => {
      isCurrent = false;
    };
  }, [lesson]);
  return [form, setForm] as const;
}

const tones = {
  crashed: "bad",
  refused: "bad",
  silent: "warn",
  different: "warn",
  correct: "good",
  waiting: "",
} as const;
const states = { running: "Visiting: ", done: "", cancelled: "Stopped: " } as const;

function Results({ visit }: { readonly visit: Visit }) {
  const { isProjected, openMember } = useDashboard();
  const shown = sortedResults(visit, useLearners());
  return (
    <>
      <p role="status">
        {states[visit.state]}
        {visitSummary(visit)}
      </p>
      <ol className="visit-results columns" aria-label="Results of the visit">
        {shown.map(({ row, result: { outcome, text } }) => (
          <li key={row.member.id} className="card" data-outcome={outcome} data-tone={tones[outcome]}>
            <p className="row">
              {isProjected ? (
                <b className="clip">{shownName(row, true)}</b>
              ) : (
                <button
                  type="button"
                  className="plain clip"
                  title={row.member.name}
                  onClick={() => openMember(row.member.id)}
                >
                  {row.member.name}
                </button>
              )}
              <span className="spacer" />
              <span className="small rigid">{outcomeTexts[outcome]}</span>
            </p>
            {text === "" || isProjected ? null : <code className="tiny breakable">{printable(text)}</code>}
          </li>
        ))}
      </ol>
    </>
  );
}
