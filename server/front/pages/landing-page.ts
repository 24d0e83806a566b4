// The landing page: what ws101 is and for whom, a handler with one line to change, and where to go. Readable without scripts; a
// small one makes the handler run.
import type { Landing } from "../../course/landing.ts";
import type { Boot } from "../../protocol/boot.ts";
import { type Hop, peerNames, receivedText, rowMarkup, saidMarkup } from "../../protocol/exchange.ts";
import type { LessonSummary } from "../../protocol/lesson.ts";
import { durationText, lessonStates, overviewOf, resumeAt } from "../../protocol/progress.ts";
import type { MemberView } from "../../protocol/workshop.ts";
import { type Head, type Html, headMarkup, html, trusted } from "./document.ts";
import { cellsScript, type Guides, siteDocument, siteNav } from "./site-document.ts";
import { lessonsOpenTo } from "./workshop-markup.ts";

export interface LandingView {
  readonly head: Head;
  readonly title: string;
  readonly boot: Boot;
  readonly guides: Guides;
  readonly landing: Landing | null;
  /** The paths of the page's script, null if it is not built, and of its styles. */
  readonly built: { readonly script: string | null; readonly styles: readonly string[] };
}

export const landingSummary =
  "A course in the browser: your handler runs on a live endpoint of your own, you see every frame, and checks tell you what to fix.";

export function landingDocument({ head, title, boot, guides, landing, built }: LandingView): Html {
  const { lessons } = boot.course;
  const styles = built.styles.map((path) => html`<link rel="stylesheet" href="${path}" />`);
  return siteDocument(
    [headMarkup(head), styles, cellsScript(built.script)],
    html`<div class="landing">
      <header class="page-bar flow">
        <span class="brand row"><img src="/icon.svg" alt="" width="24" height="24" />ws101</span>
        <span class="spacer"></span>
        ${siteNav(guides, "/", "Pages")}
      </header>
      <main>
        ${workshopLine(boot.workshop ?? null)}
        <div class="landing-top" data-demo="${String(landing !== null)}">
          ${intro(title, boot)}
          ${landing && demo(landing)}
        </div>
        ${howItWorks()}
        ${facts(landing, lessons)}
        ${contents(boot)}
        ${elsewhere(guides)}
      </main>
      <footer class="page-foot line-above">${siteNav(guides, "/", "More to read")}</footer>
    </div>`,
  );
}

function workshopLine(workshop: MemberView | null): Html | null {
  if (workshop === null || workshop.ended) return null;
  return html`<p class="callout breakable">You are in the workshop <b>${workshop.workshop.title}</b> as ${workshop.me.name}. <a href="/lessons">Go to its lessons</a></p>`;
}

function intro(title: string, { course: { lessons }, progress, workshop = null }: Boot): Html {
  const next = resumeAt(lessonsOpenTo(workshop, lessons), progress);
  const verb = next?.label === "Start" ? "Start with" : "Continue with";
  return html`<div class="hero">
            <p class="hero-status pill muted small"><code>HTTP/1.1 <b>101</b> Switching Protocols</code></p>
            <h1>${title}</h1>
            <p class="hero-lead muted">A course in your browser: you write handlers in TypeScript, and each edit runs immediately on a live endpoint of your own. Connect clients to it, see every frame on the wire, and let the checks tell you what to fix.</p>
            <div class="actions">
              ${next && html`<a class="button primary strong" href="/lessons/${next.lesson.slug}">${verb} “${next.lesson.title}”</a>`}
              <a class="button${next === null && " primary"}" href="/lessons">All lessons</a>
              <a class="button" href="/play">Open the playground</a>
            </div>
            <p class="muted small">${countText(lessons)} · ${timeText(lessons)} · no account, nothing to install</p>
          </div>`;
}

function countText({ length }: readonly LessonSummary[]): string {
  return `${length} ${length === 1 ? "lesson" : "lessons"}`;
}

function timeText(lessons: readonly LessonSummary[]): string {
  return durationText(lessons.reduce((sum, each) => sum + each.minutes, 0));
}

/** The picture shows what the handler does as written; the script replaces it with what a run shows. */
function demo({ lines, changed, indent, choices, cells, rows }: Landing): Html {
  const [cell] = cells;
  const hops = rows.flat();
  const line = (text: string) => html`<span class="line">${trusted(text)}</span>`;
  const code = (part: readonly string[]) => html`<pre class="shiki"><code>${part.map(line)}</code></pre>`;
  return html`<section class="demo raised" aria-labelledby="demo-title" data-cell="${cell.id}" data-run="${JSON.stringify(cell.commands)}">
            <div class="demo-bar row line-below">
              <h2 id="demo-title">Change one line</h2>
              <span class="spacer"></span>
              <button type="button" class="primary small demo-run" disabled>Run</button>
            </div>
            <div class="demo-code sunk">
              ${code(lines.slice(0, changed))}
              <div class="demo-edit" style="--indent: ${indent.length}">
                <textarea id="demo-line" rows="1" readonly spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="demo-problem" data-indent="${indent}">${choices[0]?.line ?? ""}</textarea>
                <label for="demo-line">change this<span class="unseen"> line</span></label>
              </div>
              ${code(lines.slice(changed + 1))}
            </div>
            <p id="demo-problem" class="demo-problem trouble breakable" role="alert" hidden></p>
            <div class="demo-choices flow line-above sunk" role="group" aria-label="What the line does">
              ${choices.map(({ name, line }, index) => html`<button type="button" class="pill small toggle" data-line="${line}" aria-pressed="${String(index === 0)}" disabled>${name}</button>`)}
            </div>
            <div class="demo-stage line-above">
              ${peerNames.map((name) => peer(name, hops))}
              <div class="lanes column"><p class="lane-head" aria-hidden="true">handler</p><ol class="lane-rows" aria-label="Frames">${rows.map((row) => trusted(rowMarkup(row)))}</ol></div>
            </div>
            <p class="demo-status small line-above sunk" role="status">${receivedText(hops)} <span class="muted">Run it to see it happen.</span></p>
            <noscript><p class="without-scripts small">You can read everything here without scripts. To run the handler, allow those of this page.</p></noscript>
          </section>`;
}

function peer(name: string, hops: readonly Hop[]): Html {
  const said = hops.filter(({ client }) => client === name).map((hop) => trusted(saidMarkup(hop)));
  return html`<section class="peer card column" data-client="${name}" aria-label="Client ${name}">
                <h3 class="row small strip line-below"><span class="round" aria-hidden="true">${name}</span> Client ${name}</h3>
                <ol class="peer-log column fill" aria-label="Messages of ${name}">${said}</ol>
                <form class="peer-send row line-above"><input class="fill" aria-label="Message from ${name}" placeholder="Message" autocomplete="off" maxlength="100" disabled /><button type="submit" class="small" disabled>Send</button></form>
              </section>`;
}

const steps = [
  {
    title: "Write",
    text: "A short text, and a handler in TypeScript: as a loop that owns its connection, or with the events of npm's ws. Each edit is loaded into your own sandboxed endpoint.",
  },
  {
    title: "Watch",
    text: "Talk to it from the page, from your phone or with any client. Every frame is on the wire, in both directions: text, binary, pings, pongs and closes. You can stop the clock.",
  },
  {
    title: "Check",
    text: "Checks play the clients. They judge the frames and show what they expected, what came, and a hint for the mistake that you made.",
  },
];

function howItWorks(): Html {
  return html`<section class="landing-part" aria-labelledby="how">
          <h2 id="how">A lesson is one page</h2>
          <ol class="steps columns">${steps.map(({ title, text }, index) => html`<li class="card"><span class="round" aria-hidden="true">${index + 1}</span><h3 class="lead">${title}</h3><p class="muted">${text}</p></li>`)}</ol>
        </section>`;
}

function facts(landing: Landing | null, lessons: readonly LessonSummary[]): Html {
  const minutes = lessons.map((each) => each.minutes);
  const [least, most] = [Math.min(...minutes), Math.max(...minutes)];
  const each = lessons.length > 1 && ` Each lesson takes ${least === most ? most : `${least} to ${most}`} minutes.`;
  return html`<section class="landing-part landing-facts columns" aria-label="About the course">
          ${trusted(withParts(landing?.html ?? ""))}
          <div><h2>How long it takes</h2><p>${timeText(lessons).replace(/^a/, "A")} for ${countText(lessons)}.${each} You can stop at any point: your code and your progress are kept, without an account.</p></div>
        </section>`;
}

/** Each heading with what follows it. */
function withParts(text: string): string {
  return text
    .split(/(?=<h2>)/)
    .filter((part) => part.trim() !== "")
    .map((part) => `<div>${part}</div>`)
    .join("");
}

function contents({ course: { lessons }, progress }: Boot): Html | null {
  if (lessons.length === 0) return null;
  const states = lessonStates(lessons, progress);
  const { done, of } = overviewOf(lessons, states);
  const item = ({ slug, number, title, minutes }: LessonSummary) => {
    const isDone = states[slug]?.kind === "done";
    return html`<li class="row"><span class="contents-number ${isDone ? "good toned strong" : "muted"}" aria-hidden="true">${isDone ? "✓" : number}</span> <a class="bare-link breakable fill" href="/lessons/${slug}">${title}</a>${isDone && html`<span class="unseen"> (passed)</span>`} <span class="muted small nowrap">${minutes} min</span></li>`;
  };
  return html`<section class="landing-part" aria-labelledby="contents">
          <div class="flow"><h2 id="contents">The lessons</h2><span class="spacer"></span>${done > 0 && html`<p class="muted small">${done} of ${of} passed</p>`}</div>
          <ol class="contents card">${lessons.map(item)}</ol>
        </section>`;
}

interface Place {
  readonly title: string;
  readonly text: string;
  readonly links: readonly { readonly href: string; readonly name: string }[];
}

function elsewhere(guides: Guides): Html {
  const places: readonly Place[] = [
    {
      title: "Playground",
      text: "A blank page for an idea, with the same tools and no task. Share it as a link that runs.",
      links: [
        { href: "/play", name: "Open the playground" },
        { href: "/embedding", name: "Programs inside other pages" },
      ],
    },
    {
      title: "Workshop",
      text: "A class on one page: who is where, who is stuck, who has raised a hand.",
      links: [
        { href: "/join", name: "Join with a code" },
        { href: "/instructor", name: "Teach one" },
      ],
    },
    {
      title: "To read and to try",
      text: "Guides whose programs run in the page, and everything that a handler can use.",
      links: [
        ...guides.guides().map(({ slug, title }) => ({ href: `/guides/${slug}`, name: title })),
        { href: "/reference", name: "Reference" },
      ],
    },
  ];
  const place = ({ title, text, links }: Place) =>
    html`<li class="card stack"><h3 class="lead">${title}</h3><p class="muted">${text}</p><ul>${links.map(({ href, name }) => html`<li><a class="bare-link strong" href="${href}">${name}</a></li>`)}</ul></li>`;
  return html`<section class="landing-part" aria-labelledby="elsewhere">
          <h2 id="elsewhere">Besides the lessons</h2>
          <ul class="columns">${places.map(place)}</ul>
        </section>`;
}
