// Documents beside the program, to read: one head for all of them, and the links between them at the top and at the bottom; and
// those of guides and of programs in other pages.
import type { Guide } from "../../course/guide.ts";
import type { Course } from "../../course/load.ts";
import { embedLine } from "../../protocol/html.ts";
import type { Template } from "../../protocol/playground.ts";
import { snippetPath } from "../../protocol/snippet.ts";
import { type Html, headMarkup, html, type Piece, trusted, wholeDocument } from "./document.ts";

/** `head` is what differs between documents: their title and what they load. */
export function siteDocument(head: Piece, body: Html): Html {
  const common = html`<meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <script src="/theme.js"></script>
    ${head}`;
  return wholeDocument(common, html`<body>${body}</body>`);
}

/** What documents with cells are made of. */
export interface CellsView {
  readonly course: Guides;
  readonly styles: Html;
  /** The path of the cells' script; null if it is not built. */
  readonly script: string | null;
  /** `https://host`, without a path. */
  readonly origin: string;
}

interface TextView {
  readonly head: Piece;
  readonly guides: Guides;
  readonly path: string;
  readonly main: Piece;
}

/** A document in one column. */
export function textDocument({ head, guides, path, main }: TextView): Html {
  return siteDocument(
    head,
    html`<div class="guide">
      <header class="page-bar flow">
        ${brandLink()}
        <span class="spacer"></span>
        ${siteNav(guides, path, "Pages")}
      </header>
      <main>
        ${main}
      </main>
      <footer class="page-foot line-above">${siteNav(guides, path, "More to read")}</footer>
    </div>`,
  );
}

export function brandLink(): Html {
  return html`<a class="brand" href="/" aria-label="ws101, start page">ws101</a>`;
}

export interface Guides {
  guides(): readonly { readonly slug: string; readonly title: string }[];
}

/** `current` is the path of the document itself. */
export function siteNav(course: Guides, current: string, label: string): Html {
  const pages = [
    { path: "/lessons", title: "Lessons" },
    { path: "/play", title: "Playground" },
    ...course.guides().map(({ slug, title }) => ({ path: `/guides/${slug}`, title })),
    { path: "/reference", title: "Reference" },
  ];
  const link = ({ path, title }: (typeof pages)[number]) =>
    html`<li><a class="bare-link" href="${path}"${path === current && html` aria-current="page"`}>${title}</a></li>`;
  return html`<nav class="site-nav small" aria-label="${label}"><ul class="flow choices">${pages.map(link)}</ul></nav>`;
}

/** Without it, the buttons of cells stay disabled. */
export function cellsScript(script: string | null): Html | null {
  return script === null ? null : html`<script type="module" src="${script}"></script>`;
}

interface GuideView extends CellsView {
  readonly guide: Guide;
}

/** A document with cells, readable without scripts; one script makes the cells run. */
export function guideDocument({ guide, course, styles, script, origin }: GuideView): Html {
  const { slug, title, summary, sections } = guide;
  const path = `/guides/${slug}`;
  const head = { title: `${title} · ws101`, description: summary, origin, path };
  return textDocument({
    head: [headMarkup(head), styles, cellsScript(script)],
    guides: course,
    path,
    main: html`<div class="page-head"><h1>${title}</h1><p class="lead muted">${summary}</p></div>
        <nav class="guide-contents small" aria-label="Contents"><ol class="flow">${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
        <noscript><p class="without-scripts">You can read the programs without scripts. Enable scripts to edit and run them.</p></noscript>
        <article class="guide-text prose">${trusted(guide.html)}</article>`,
  });
}

interface EmbeddingView extends Omit<CellsView, "script"> {
  readonly course: Pick<Course, "guides" | "templates">;
}

interface Example {
  readonly template: Template;
  readonly query: string;
  readonly heading: string;
  readonly text: string;
}

const embeddingTitle = "Programs in your pages";
const embeddingSummary =
  "A program from the playground runs in any page, from one line of HTML. Until a reader presses Run, it costs nothing: no connection, and less than 40 KB.";

/** Examples of programs in other pages: templates of the playground in frames, each with the line that embeds it. */
export function embeddingDocument({ course, styles, origin }: EmbeddingView): Html {
  const section = ({ template, query, heading, text }: Example) => {
    const line = embedLine(`${origin}/embed${snippetPath(template.slug)}${query}`, template.title);
    return html`<h2>${heading}</h2><p>${text}</p>${trusted(line)}<pre tabindex="0"><code>${line}</code></pre>`;
  };
  const path = "/embedding";
  const head = { title: `${embeddingTitle} · ws101`, description: embeddingSummary, origin, path };
  return textDocument({
    head: [headMarkup(head), styles],
    guides: course,
    path,
    main: html`<div class="page-head"><h1>${embeddingTitle}</h1><p class="lead muted">${embeddingSummary}</p></div>
        <article class="guide-text prose">
          ${examplesOf(course).map(section)}
          <h2>Your own</h2>
          <p>Write a program in the <a href="/play">playground</a> and share it. Its page has the line to copy. Add <code>room=shared</code>, <code>editable=1</code>, <code>show=code</code>, <code>show=client</code>, <code>theme=light</code> or <code>theme=dark</code> to the address as you like.</p>
        </article>`,
  });
}

/** Three, of the templates that the course has. */
function examplesOf(course: Pick<Course, "templates">): Example[] {
  const templates = course.templates().flatMap(({ template, folder }) => (folder === null ? [] : [template]));
  const [first, second] = templates.filter(({ page }) => page !== null);
  const [plain] = templates.filter(({ page }) => page === null);
  const examples = [
    {
      template: first,
      query: "?room=shared&show=client",
      heading: "A server that all readers share",
      text: "Everyone who presses Run is in the same room. Open this page in two windows, and talk to yourself.",
    },
    {
      template: plain,
      query: "?editable=1&show=code",
      heading: "Code that each reader changes",
      text: "Press Edit, change the handler, and run it. You have a server of your own; no one else sees your change.",
    },
    {
      template: second,
      query: "",
      heading: "A server and its client page",
      text: "The handler, the client page that uses it, and the messages between them.",
    },
  ];
  return examples.flatMap(({ template, ...example }) => (template === undefined ? [] : [{ template, ...example }]));
}
