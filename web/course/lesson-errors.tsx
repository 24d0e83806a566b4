// Errors that keep lessons from loading, for their authors: place, problem and remedy.
import type { LessonError } from "../../server/protocol/lesson.ts";
import { useLessonErrors } from "./use-course.ts";

/** Those that concern this lesson and pane. An error of the whole course is shown with every lesson's text. */
export function LessonErrors({ lesson, pane }: { readonly lesson: string; readonly pane: LessonError["pane"] }) {
  const isHere = (error: LessonError) => error.pane === pane && (error.lesson === lesson || error.lesson === null);
  const errors = useLessonErrors().filter(isHere);
  return <ErrorList errors={errors} note="The last version that could be loaded is shown." />;
}

export function CourseErrors() {
  return <ErrorList errors={useLessonErrors()} note="These lessons are shown as they were, or not at all." />;
}

function ErrorList({ errors, note }: { readonly errors: readonly LessonError[]; readonly note: string }) {
  return (
    <div role="status" className="lesson-errors trouble breakable scroll" hidden={errors.length === 0}>
      <ul>
        {errors.map(({ file, line, problem, remedy }) => (
          <li key={`${file}:${line}:${problem}`}>
            <b>
              {file}
              {line === null ? "" : `:${line}`}
            </b>{" "}
            {problem} {remedy}
          </li>
        ))}
      </ul>
      {errors.length === 0 ? null : <p className="muted">{note}</p>}
    </div>
  );
}
