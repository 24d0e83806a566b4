// Beginnings for a new draft: a template, or the solution of a lesson.
import { useRef, useState } from "react";
import { type LessonSummary, type Style, styleNames } from "../../server/protocol/lesson.ts";
import { lessonStates } from "../../server/protocol/progress.ts";
import { type Course, fetchCourse } from "../course/course.ts";
import { whyNot } from "../net/api.ts";
import { useAnswer } from "../net/use-answer.ts";
import { goTo } from "../shell/route.ts";
import { LoadError } from "../ui/loading.tsx";
import { useOpenLessons } from "../workshop/member/member-hooks.ts";
import { draftPath } from "./open-draft.ts";
import { createDraft, getTemplates, type NewDraft } from "./play-calls.ts";

type Make = (draft: NewDraft) => void;

export function NewDraftTab({ close }: { readonly close: () => void }) {
  const [problem, setProblem] = useState("");
  const isBusy = useRef(false);
  const make = async (draft: NewDraft) => {
    // A double click makes one draft.
    if (isBusy.current) return;
    isBusy.current = true;
    const answer = await createDraft(draft);
    isBusy.current = false;
    if (!answer.ok) return setProblem(whyNot(answer));
    close();
    goTo(draftPath(answer.value.id));
  };
  return (
    <>
      <p role="alert" className="trouble" hidden={problem === ""}>
        {problem}
      </p>
      <Templates make={(draft) => void make(draft)} />
      <Solutions make={(draft) => void make(draft)} />
    </>
  );
}

function Templates({ make }: { readonly make: Make }) {
  const { loaded, retry } = useAnswer(getTemplates);
  if (loaded.phase === "loading") return <p className="loading">Loading templates…</p>;
  if (loaded.phase === "failed") return <LoadError text={loaded.message} retry={retry} />;
  return (
    <ul className="templates columns" aria-label="Templates">
      {loaded.value.templates.map(({ slug, title, summary, page }) => (
        <li key={slug}>
          <button type="button" className="plain template" onClick={() => make({ from: { template: slug } })}>
            <span>
              <b className="strong">{title}</b>{" "}
              {page === null ? null : <span className="badge nowrap">client page</span>}
            </span>
            <span className="muted small">{summary}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const noCourse: Course = { lessons: [], progress: { lessons: [] } };

/** As in a lesson, a solution opens after a pass or on request. */
function Solutions({ make }: { readonly make: Make }) {
  const { loaded } = useAnswer(fetchCourse);
  const { lessons, progress } = loaded.phase === "here" ? loaded.value : noCourse;
  const states = lessonStates(lessons, progress);
  const open = useOpenLessons(lessons);
  const [isAllShown, setAllShown] = useState(false);
  if (open.length === 0) return null;
  const shown = open.filter(({ slug }) => isAllShown || states[slug]?.kind === "done");
  return (
    <section className="stack" aria-labelledby="solutions">
      <h3 id="solutions">From a lesson’s solution</h3>
      {shown.length === 0 ? null : (
        <ul className="drafts lines">
          {shown.map((lesson) => (
            <Solution key={lesson.slug} lesson={lesson} make={make} />
          ))}
        </ul>
      )}
      {shown.length === open.length ? null : (
        <p className="flow">
          <span className="muted">You’ll remember what you work out yourself.</span>
          <button type="button" className="small" onClick={() => setAllShown(true)}>
            {shown.length === 0 ? "Show solutions anyway" : "Show those of lessons I haven’t passed"}
          </button>
        </p>
      )}
    </section>
  );
}

function Solution({ lesson, make }: { readonly lesson: LessonSummary; readonly make: Make }) {
  const button = (style: Style) => (
    <button
      type="button"
      className="small"
      aria-label={`${lesson.title}, ${styleNames[style]}`}
      onClick={() => make({ from: { lesson: lesson.slug, style } })}
    >
      {styleNames[style]}
    </button>
  );
  return (
    <li className="flow">
      <span className="drafts-about column">
        {lesson.number} {lesson.title}
      </span>
      {button("loop")}
      {button("events")}
    </li>
  );
}
