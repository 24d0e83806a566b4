// The list of the lessons as it stands in the document before the page's program runs: states, links, where to go on.
import type { Progress } from "../../protocol/http.ts";
import type { LessonSummary } from "../../protocol/lesson.ts";
import { type Html, html } from "./html.ts";

export interface CourseView {
  readonly lessons: readonly LessonSummary[];
  readonly progress: Progress;
}

export const courseTitle = "Learn WebSockets by writing the server";
export const courseSummary =
  "Every edit is loaded into an endpoint of your own. Connect to it, watch the wire, run the checks.";

export function courseMarkup(view: CourseView): Html {
  return html`<div class="course still">
    <header class="course-head">
      <div class="course-bar"><span class="brand">ws101</span></div>
      <h1>${courseTitle}</h1>
      <p>${courseSummary}</p>
    </header>
    <main>
      ${resume(view)}
      <ol class="lessons">${view.lessons.map((lesson) => row(lesson, stateOf(lesson, view.progress)))}</ol>
      <noscript>
        <p class="without-scripts">The lessons can be read without scripts. To edit, connect and run checks, allow scripts of this page.</p>
      </noscript>
    </main>
  </div>`;
}

interface State {
  readonly kind: "new" | "begun" | "done";
  readonly text: string;
}

function stateOf({ slug }: LessonSummary, { lessons }: Progress): State {
  const entry = lessons.find((each) => each.slug === slug);
  if (entry === undefined) return { kind: "new", text: "" };
  if (entry.done) return { kind: "done", text: "Passed" };
  return { kind: "begun", text: `${entry.passed.length} of ${entry.passed.length + entry.failed.length} checks` };
}

function row({ slug, number, title, summary, minutes }: LessonSummary, { kind, text }: State): Html {
  return html`<li class="lesson-row" data-state="${kind}">
    <span class="lesson-number" aria-hidden="true">${kind === "done" ? "✓" : number}</span>
    <div>
      <h2><a href="/lessons/${slug}">${title}</a></h2>
      <p>${summary}</p>
    </div>
    <div class="lesson-facts"><span>${minutes} min</span>${text !== "" && html`<span class="lesson-state">${text}</span>`}</div>
  </li>`;
}

/** Where the learner worked last if it is unfinished, else the first lesson that is. */
function resume({ lessons, progress }: CourseView): Html {
  const open = lessons.filter((lesson) => stateOf(lesson, progress).kind !== "done");
  const [recent] = progress.lessons.toSorted((a, b) => b.atMs - a.atMs);
  const next = open.find(({ slug }) => slug === recent?.slug) ?? open[0];
  if (next === undefined) return html`<p class="resume done">You have passed every lesson.</p>`;
  const label = recent === undefined ? "Begin" : recent.slug === next.slug ? "Go on" : "Next";
  return html`<p class="resume"><a class="button primary" href="/lessons/${next.slug}">${label}: ${next.title}</a></p>`;
}
