// Pages of a workshop's members before any script runs: the page to join on, the bar, and a lesson that is not open.
import type { LessonSummary } from "../../protocol/lesson.ts";
import { type JoinInfo, type MemberView, notOpenText } from "../../protocol/workshop.ts";
import { isLessonOpen } from "../../workshop/roster.ts";
import { type Html, html, pageBar, trusted } from "./document.ts";

export const joinTitle = "Join a workshop";
export const joinSummary = "Your instructor shows a code of six letters and digits.";
const namedSummary = "Join the workshop with the name by which your instructor knows you. No account is needed.";

interface JoinView {
  /** As in the address; empty for none. */
  readonly code: string;
  /** Null if the code leads to no workshop, or was not looked up. */
  readonly info: JoinInfo | null;
}

/** Uses the class names of `web/workshop/join`, so that nothing shifts when the script takes over. */
export function joinMarkup({ code, info }: JoinView): Html {
  return html`<div class="course join prerendered">
    ${pageBar("/lessons")}
    <main>
      <div class="page-head"><h1>${info?.title ?? joinTitle}</h1><p class="lead muted">${info === null ? joinSummary : namedSummary}</p></div>
      <div class="join-box card">
        <form class="stack">
          ${info === null ? field("Code", ' autocapitalize="characters"', code) : field("Your name", "", info.member ?? "")}
          <button type="submit" class="primary" disabled>${info === null ? "Continue" : "Join"}</button>
        </form>
        <noscript><p class="without-scripts">Joining needs scripts: allow those of this page.</p></noscript>
      </div>
    </main>
  </div>`;
}

function field(label: string, attributes: string, value: string): Html {
  return html`<div class="stack join-field"><label class="strong" for="join-field">${label}</label><input id="join-field" class="large"${trusted(attributes)} value="${value}" disabled /></div>`;
}

/** As tall as the bar that the program puts in its place; its other lines come with the program. */
export function memberBar(view: MemberView | null): Html | null {
  if (view === null || view.ended) return null;
  const { workshop, me } = view;
  return html`<section class="workshop-bar rigid" aria-label="Workshop">
    <div class="workshop-main flow small line-below surface">
      <p class="workshop-title row"><b class="clip">${workshop.title}</b> <span class="workshop-name muted breakable">as ${me.name}</span></p>
      <span class="spacer"></span>
      <button type="button" class="small" disabled>Raise hand<kbd>H</kbd></button>
      <button type="button" class="quiet" disabled>Leave</button>
    </div>
  </section>`;
}

/** The lessons that a member may work on; all for someone in no running workshop. */
export function lessonsOpenTo(view: MemberView | null, lessons: readonly LessonSummary[]): readonly LessonSummary[] {
  if (view === null || view.ended) return lessons;
  const slugs = lessons.map(({ slug }) => slug);
  return lessons.filter(({ slug }) => isLessonOpen(view, slugs, slug));
}

export function closedLessonMarkup(title: string): Html {
  return html`<main class="failure breakable stack prerendered">
    <h1>${title}</h1>
    <p>${notOpenText} This page shows it as soon as they do.</p>
    <div class="actions"><a class="button" href="/lessons">All lessons</a></div>
  </main>`;
}

/** In the list of lessons. */
export function notOpenMark(): Html {
  return html`<p class="not-open muted small"><svg class="icon icon-locked" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 7.5h8V13H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2"></path></svg>${notOpenText}</p>`;
}
