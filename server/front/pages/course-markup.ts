// The course, preflight and instructor's pages, and the playground without a draft, as server-rendered HTML, shown until the page's
// script takes over.
import type { Boot } from "../../protocol/boot.ts";
import type { GuideSummary } from "../../protocol/http.ts";
import type { LessonSummary } from "../../protocol/lesson.ts";
import {
  durationText,
  type LessonState,
  lessonStates,
  type Need,
  needsOf,
  overviewOf,
  resumeAt,
} from "../../protocol/progress.ts";
import { type Html, html, pageBar, trusted } from "./document.ts";
import { lessonsOpenTo, notOpenMark } from "./workshop-markup.ts";

export const courseTitle = "Learn WebSockets by writing the server";
export const courseSummary =
  "Every edit runs on your own live endpoint. Connect clients, watch every frame and run the checks.";

type States = Readonly<Record<string, LessonState>>;

/** Uses the class names of `web/course`, so that nothing shifts when the script takes over. */
export function courseMarkup(
  title: string,
  { course: { lessons, guides = [] }, progress, workshop = null }: Boot,
): Html {
  const open = lessonsOpenTo(workshop, lessons);
  const states = lessonStates(lessons, progress);
  return html`<div class="course prerendered">
    ${pageBar("/")}
    <main>
      <div class="page-head"><h1>${title}</h1><p class="lead muted">${courseSummary}</p></div>
      ${courseProgress(lessons, states, resumeAt(open, progress))}
      <section aria-label="Lessons">
        ${tools()}
        <ol class="lessons card lines">${lessons.map((lesson) => row(lesson, states, { lessons, open }))}</ol>
      </section>
      ${guideLinks(guides)}
      <noscript>
        <p class="without-scripts">You can read the lessons without scripts. Enable scripts to edit, connect and run checks.</p>
      </noscript>
    </main>
  </div>`;
}

function guideLinks(guides: readonly GuideSummary[]): Html {
  const link = ({ slug, title, summary }: GuideSummary) =>
    html`<li><a class="strong" href="/guides/${slug}">${title}</a> <span class="muted">${summary}</span></li>`;
  return html`<section class="course-guides stack" aria-labelledby="to-read">
        <h2 id="to-read">To read and to try</h2>
        <ul class="stack"><li><a class="strong" href="/play">Playground</a> <span class="muted">A blank page for an idea of your own, and a link that shows it to others.</span></li>${guides.map(link)}<li><a class="strong" href="/reference">Reference</a> <span class="muted">Everything that a handler can use, with examples that run.</span></li></ul>
      </section>`;
}

function courseProgress(lessons: readonly LessonSummary[], states: States, next: ReturnType<typeof resumeAt>): Html {
  const { done, of, minutesLeft } = overviewOf(lessons, states);
  const left = minutesLeft > 0 && html`<span class="muted small nowrap"> · ${durationText(minutesLeft)} left</span>`;
  return html`<section class="course-progress card flow padded" aria-label="Your progress">
        <div class="course-progress-text stack">
          <p><b>${done} of ${of}</b> lessons passed${left}</p>
          <progress class="bar" max="${of}" value="${done}" aria-label="Lessons passed"></progress>
        </div>
        ${resumeLink(next, done === of)}
        <button type="button" class="quiet" disabled>Use another device</button>
      </section>`;
}

function resumeLink(next: ReturnType<typeof resumeAt>, isDone: boolean): Html {
  if (next === null)
    return html`<p class="resume good toned strong">You have passed every ${isDone ? "" : "open "}lesson.</p>`;
  const { lesson, label } = next;
  return html`<p class="resume"><a class="button primary" href="/lessons/${lesson.slug}">${label}: ${lesson.title}</a></p>`;
}

function tools(): Html {
  return html`<div class="course-tools row">
          <search class="find">
            <input type="search" placeholder="Search lessons" aria-label="Search lessons" disabled />
            <span class="slash muted" aria-hidden="true"><kbd>/</kbd></span>
          </search>
        </div>`;
}

interface Course {
  readonly lessons: readonly LessonSummary[];
  readonly open: readonly LessonSummary[];
}

function row(lesson: LessonSummary, states: States, { lessons, open }: Course): Html {
  const { slug, number, title, summary, concepts } = lesson;
  const state = states[slug];
  return html`<li class="lesson-row padded" data-state="${state?.kind ?? "new"}">
      <span class="lesson-number round small" aria-hidden="true">${state?.kind === "done" ? "✓" : number}</span>
      <div>
        <h2><a href="/lessons/${slug}">${title}</a></h2>
        <p class="muted breakable">${summary}</p>
        ${!open.includes(lesson) && notOpenMark()}
        <ul class="concepts flow" aria-label="Concepts">${concepts.map((concept) => html`<li class="badge breakable">${concept}</li>`)}</ul>
      </div>
      <div class="lesson-facts muted small breakable">${facts(lesson, state, needsOf(lesson, lessons, states))}</div>
    </li>`;
}

function facts({ minutes, difficulty }: LessonSummary, state: LessonState | undefined, needs: readonly Need[]): Html {
  const text = state !== undefined && state.text !== "" && html`<span class="toned strong">${state.text}</span>`;
  const bar =
    state?.kind === "begun" &&
    html`<progress class="bar" max="${Math.max(1, state.of)}" value="${state.passed}" aria-label="Checks passed"></progress>`;
  return html`${text}${bar}<span>${minutes} min · ${difficulty}</span>${needs.length > 0 && needsMarkup(needs)}`;
}

function needsMarkup(needs: readonly Need[]): Html {
  const tick = trusted('<span class="good toned"> ✓</span>');
  const one = ({ title, isMet }: Need, index: number) =>
    html`<span data-met="${String(isMet)}">${index > 0 && ", "}${title}${isMet && tick}<span class="unseen">${isMet ? " (passed)" : " (not passed yet)"}</span></span>`;
  return html`<span class="needs">Requires ${needs.map(one)}</span>`;
}

export const preflightTitle = "Will it work here?";
export const preflightSummary =
  "Checks whether this browser and network can open a WebSocket, keep it open and carry a large frame.";

/** `origin` is `https://host`. */
export function preflightMarkup(origin: string): Html {
  const socket = `${origin.replace(/^http/, "ws")}/preflight/socket`;
  return html`<div class="course preflight prerendered">
    ${pageBar("/lessons")}
    <main>
      <div class="page-head"><h1>${preflightTitle}</h1><p class="lead muted">${preflightSummary}</p></div>
      <noscript><p class="without-scripts">With scripts enabled, this page runs the tests for you.</p></noscript>
      <section class="prose" aria-labelledby="terminal">
        <h2 id="terminal">From a terminal</h2>
        <p>The endpoint <code>${socket}</code> echoes every message for one minute. Type something to see it returned:</p>
        <pre tabindex="0">wscat -c ${socket}</pre>
        <p>The response to the handshake must be <code>101 Switching Protocols</code>:</p>
        <pre tabindex="0">curl -i -N --http1.1 --max-time 5 -H "Connection: Upgrade" -H "Upgrade: websocket" \\
  -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: ${exampleKey}" \\
  ${origin}/preflight/socket</pre>
        <p>
          Any other status means that something in between handles it as a plain request, such as a proxy that does not
          forward <code>Upgrade</code>. <a href="/preflight/info">/preflight/info</a> shows what reached this server.
        </p>
      </section>
    </main>
  </div>`;
}

/** The key of the example in RFC 6455 §1.3. */
const exampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

export function instructorMarkup(): Html {
  return html`<p class="loading whole">Loading…</p>
    <noscript><p class="without-scripts">Enable scripts to open workshops.</p></noscript>`;
}

export const playSummary =
  "A blank page for an idea: write a WebSocket server, connect clients and watch every frame. It runs as you type.";

/** A learner without a draft: the page makes one. */
export function playMarkup(): Html {
  return html`<div class="course prerendered">
    ${pageBar("/lessons")}
    <main>
      <div class="page-head"><h1>Playground</h1><p class="lead muted">${playSummary}</p></div>
      <p class="loading" role="status">Opening the playground…</p>
      <noscript><p class="without-scripts">Enable scripts to write a handler here. The <a href="/reference">reference</a> and the <a href="/lessons">lessons</a> can be read without them.</p></noscript>
    </main>
  </div>`;
}

export function deletedDraftMarkup(title: string): Html {
  return html`<main class="failure breakable stack">
    <h1>${title}</h1>
    <p>This draft was deleted. Its code and its history are still there.</p>
    <noscript><p class="without-scripts">Enable scripts to restore it.</p></noscript>
  </main>`;
}
