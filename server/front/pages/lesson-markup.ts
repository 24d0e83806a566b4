// A lesson's page before any script runs: the same panes in the same places, readable.
import type { Code } from "../../protocol/http.ts";
import { type Lesson, type LessonSummary, type Style, stepText, styleNames, styles } from "../../protocol/lesson.ts";
import {
  defaultSplits,
  type Pane,
  paneNames,
  type ShownPanes,
  type SplitName,
  withPreview,
} from "../../protocol/panes.ts";
import type { Draft } from "../../protocol/playground.ts";
import { type Html, html, pageMenu, plainLines, trusted, visible } from "./document.ts";

interface LessonView {
  readonly lesson: Lesson;
  readonly code: Code;
  readonly course: readonly LessonSummary[];
  /** The highlighted code; null if it is not ready in time. */
  readonly highlighted: string | null;
  /** The pane that is shown on a narrow screen. */
  readonly pane: Pane;
}

type View = Omit<LessonView, "course">;

export function lessonMarkup(view: LessonView): Html {
  const codeTabs = ["Handler", "Walkthrough", "Axum", "Solution", "History"];
  return workbench(view, { head: headOf(view), codeTabs, preview: null });
}

export interface DraftView extends View {
  readonly draft: Pick<Draft, "title" | "forkedFrom">;
  /** The text of its client page. */
  readonly page: string;
  readonly canShare: boolean;
}

export function draftMarkup(view: DraftView): Html {
  const codeTabs = ["handler.ts", "client.html", "History"];
  return workbench(view, { head: draftHead(view), codeTabs, preview: previewOf(view.page) });
}

/** In what the pages with a workbench differ. */
interface Parts {
  readonly head: Html;
  readonly codeTabs: readonly string[];
  readonly preview: Html | null;
}

/** Class names and shares are those of the page's own panes (web/lesson/workbench.tsx): nothing moves when it takes over. */
function workbench(view: View, { head, codeTabs, preview }: Parts): Html {
  const { lesson, code, pane } = view;
  const { shown }: ShownPanes = preview === null ? lesson.panes : withPreview(lesson.panes);
  const place = (name: Pane, content: Html): Html | null =>
    shown.includes(name)
      ? html`<section id="pane-${name}" class="pane card column pane-${name}" aria-label="${paneNames[name]}" data-shown="${String(name === pane)}">${content}</section>`
      : null;
  const reading = split("reading", {
    lesson: place("lesson", textOf(lesson, code.style)),
    checks: place("checks", checksOf(lesson)),
  });
  const writing = place("code", codeOf(view, codeTabs));
  const [clients, wire] = [place("clients", clientsOf(view)), place("wire", wireOf())];
  const talking =
    preview === null
      ? split("talking", { clients, wire })
      : split("showing", { preview: place("preview", preview), clients, wire });
  return html`<div class="workbench prerendered column fill">
    ${head}
    <main class="panes column fill">
      ${paneLinks(pane, shown)}
      ${reading === null ? split("pair", { writing, talking }) : split("columns", { reading, writing, talking })}
    </main>
  </div>`;
}

/** The parts that are shown, with a line between them; null for none. `theme.js` knows the shares that this browser remembers. */
function split<Name extends SplitName>(
  name: Name,
  parts: Readonly<Record<keyof (typeof defaultSplits)[Name], Html | null>>,
): Html | null {
  const defaults: Readonly<Record<string, number>> = defaultSplits[name];
  const shown = Object.entries<Html | null>(parts).filter(([, part]) => part !== null);
  const places = shown.map(([panel, part], index) => {
    const share = `--share: var(--share-${name}-${panel}, ${defaults[panel] ?? 1})`;
    return html`${index > 0 && html`<div class="line"></div>`}<div data-share="${panel}" style="${share}">${part}</div>`;
  });
  const isRow = name === "columns" || name === "pair";
  return places.length === 0 ? null : html`<div class="split${!isRow && " down"}">${places}</div>`;
}

function headOf({ lesson: { slug, number, title, minutes }, course }: LessonView): Html {
  const index = course.findIndex((each) => each.slug === slug);
  return html`<header class="lesson-head row">
      <a class="brand" href="/lessons" aria-label="ws101, all lessons">ws101</a>
      <nav class="lesson-nav row" aria-label="Lessons">
        ${arrow("‹", "Previous lesson", course[index - 1])}
        <h1 class="clip"><span class="lesson-count muted">${number}</span> ${title}</h1>
        <button type="button" class="quiet nav-button" disabled aria-label="Lesson menu"><span aria-hidden="true">▾</span></button>
        ${arrow("›", "Next lesson", course[index + 1])}
      </nav>
      <span class="minutes muted small nowrap">${minutes} min</span>
      <span class="spacer"></span>
      <span class="live toned muted small row nowrap" data-phase="connecting"><span class="dot" aria-hidden="true"></span>Connecting</span>
      ${pageMenu()}
    </header>`;
}

function draftHead({ draft: { title, forkedFrom }, canShare }: DraftView): Html {
  const origin =
    forkedFrom !== null &&
    html`<p class="play-origin small muted clip">forked from <a href="/p/${forkedFrom.id}">${forkedFrom.title}</a></p>`;
  return html`<header class="lesson-head play-head row">
      <a class="brand" href="/lessons" aria-label="ws101, all lessons">ws101</a>
      <div class="lesson-nav row">
        <h1 class="unseen">${title}</h1>
        <input class="play-title" aria-label="Title of the draft" value="${title}" disabled />
        <button type="button" class="quiet nav-button" disabled aria-label="Draft menu"><span aria-hidden="true">▾</span></button>
      </div>
      ${origin}
      <span class="spacer"></span>
      <button type="button" class="small play-drafts" disabled>Drafts</button>
      ${canShare && trusted('<button type="button" class="small primary" disabled>Share</button>')}
      <span class="live toned muted small row nowrap" data-phase="connecting"><span class="dot" aria-hidden="true"></span>Connecting</span>
      ${pageMenu()}
    </header>`;
}

function arrow(sign: string, name: string, lesson: LessonSummary | undefined): Html {
  if (!lesson) return html`<span class="button quiet nav-button" aria-hidden="true"></span>`;
  return html`<a class="button quiet nav-button" href="/lessons/${lesson.slug}" aria-label="${name}: ${lesson.title}">${sign}</a>`;
}

/** Tabs of a narrow screen: links to the same document with another pane, which work without scripts. */
function paneLinks(open: Pane, shown: readonly Pane[]): Html {
  const link = (name: Pane) =>
    html`<a href="?pane=${name}"${name === open && trusted(' aria-current="page"')}>${paneNames[name]}</a>`;
  return html`<nav class="tabs" aria-label="Panes">${shown.map(link)}</nav>`;
}

function textOf({ html: text }: Lesson, style: Style): Html {
  return html`<div class="pane-head flow line-below"><h2>Lesson</h2></div>
    <div class="lesson-text fill scroll" data-writes="${style}"><div class="prose">${trusted(inert(text))}</div></div>`;
}

/** Buttons do nothing until the program runs. */
function inert(text: string): string {
  return text.replaceAll(/<button type="button" class="(?:try|lab)"/g, "$& disabled");
}

function checksOf({ checks, steps }: Lesson): Html {
  const stepOf = (id: string) => {
    const index = steps.findIndex((step) => step.checks[0] === id);
    return index >= 0 && html`<p class="check-step tiny muted">${stepText(index + 1, steps.length)}</p>`;
  };
  const item = ({ id, title }: Lesson["checks"][number]) => html`<li class="check" data-status="none">${stepOf(id)}
      <div class="check-title small plain"><span class="check-mark toned muted rigid centered" aria-hidden="true">○</span><span>${title}</span></div>
    </li>`;
  return html`<div class="pane-head flow line-below"><h2>Checks</h2><span class="spacer"></span>
      <button type="button" class="primary small" disabled>Run checks<kbd>Ctrl+Enter</kbd></button>
    </div>
    <p class="run-line toned muted small strip">Not run yet</p>
    <div class="checks-scroll fill scroll"><ul class="checks">${checks.map(item)}</ul></div>`;
}

function codeOf({ code, highlighted }: View, codeTabs: readonly string[]): Html {
  const button = (style: Style) =>
    html`<button type="button" disabled aria-pressed="${String(style === code.style)}">${styleNames[style]}</button>`;
  const text = highlighted === null ? plain(code.source) : trusted(visible(highlighted));
  return html`<div class="pane-head flow line-below">
      <h2 class="unseen">Code</h2>${tabs("Code", codeTabs)}
      <span class="spacer"></span>
      <fieldset class="switch well"><legend class="unseen">Style of the handler</legend>${styles.map(button)}</fieldset>
    </div>
    <div class="tab-body code-body column fill">
      <div class="editor-place fill"><section class="editor-waiting" aria-label="Your handler; the editor is loading">${text}</section></div>
    </div>
    <div class="code-foot small line-above sunk"><div class="load-status flow strip"><span class="load-line toned muted" data-tone="quiet"><span class="dot" aria-hidden="true"></span>${code.version === 0 ? "Starter code, unchanged" : `v${code.version}`}</span></div></div>`;
}

/** The same lines as in shiki's output. */
function plain(source: string): Html {
  return html`<pre tabindex="0"><code>${plainLines(source)}</code></pre>`;
}

function tabs(label: string, names: readonly string[]): Html {
  const tab = (name: string, index: number) =>
    html`<button type="button" role="tab" disabled aria-selected="${String(index === 0)}">${name}</button>`;
  return html`<div class="tabs" role="tablist" aria-label="${label}">${names.map(tab)}</div>`;
}

/** As the page's own, which loads a client page only then. */
function previewOf(page: string): Html {
  const invitation = html`<div class="empty stack small strip">
      <p>Write a browser client in <code>client.html</code>: it runs here and connects to your handler at <code>WS_URL</code>.</p>
      <button type="button" class="small" disabled>Insert an example</button>
    </div>`;
  return html`<div class="pane-head flow line-below"><h2>Preview</h2></div>${page.trim() === "" && invitation}`;
}

/** As tall as the page's collapsed clients. */
function clientsOf({ lesson, code: { url } }: View): Html {
  return html`<div class="pane-head flow line-below"><h2>Clients</h2></div>
    <div class="clients column fill scroll" data-collapsed="true">${lesson.clients.map((name) => html`<div class="client-row line-below muted small">${name}</div>`)}</div>
    <noscript>
      <p class="without-scripts">
        The text, the code and this address work without scripts: connect to it with any WebSocket client, for example
        <code>wscat -c ${url}</code>. To edit, to see the wire and to run the checks, allow scripts of this page.
      </p>
    </noscript>`;
}

function wireOf(): Html {
  return html`<div class="pane-head flow line-below"><h2 class="unseen">Wire and console</h2>${tabs("What happens in the room", ["Wire", "Console"])}</div>
    <div class="tab-body column fill"></div>`;
}
