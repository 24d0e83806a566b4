// Documents beside the program, to read: one head for all of them, and the links between them at the top and at the bottom.
import { type Html, html, type Piece } from "./document.ts";

/** `head` is what differs between documents: their title and what they load. */
export function siteDocument(head: Piece, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <script src="/theme.js"></script>
    ${head}
  </head>
  <body>
    ${body}
  </body>
</html>
`;
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
