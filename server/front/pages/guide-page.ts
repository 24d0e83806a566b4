// A guide: a document with cells, readable without scripts; one script makes the cells run.
import type { Guide } from "../../course/guide.ts";
import { type Html, html, trusted } from "./document.ts";
import { type Guides, siteNav } from "./site-nav.ts";

interface View {
  readonly guide: Guide;
  readonly course: Guides;
  readonly styles: Html;
  /** The path of the cells' script; null if it is not built. */
  readonly script: string | null;
  /** `https://host`, without a path. */
  readonly origin: string;
}

export function guideDocument({ guide, course, styles, script, origin }: View): Html {
  const { slug, title, summary, sections } = guide;
  const path = `/guides/${slug}`;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · ws101</title>
    <meta name="description" content="${summary}" />
    <link rel="canonical" href="${origin}${path}" />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <script src="/theme.js"></script>
    ${styles}
    ${cellsScript(script)}
  </head>
  <body>
    <div class="guide">
      <header class="guide-bar flow">
        <a class="brand" href="/" aria-label="ws101, start page">ws101</a>
        <span class="spacer"></span>
        ${siteNav(course, path, "Pages")}
      </header>
      <main>
        <div class="guide-head"><h1>${title}</h1><p>${summary}</p></div>
        <nav class="guide-contents small" aria-label="Contents"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
        <noscript><p class="without-scripts">You can read the programs without scripts. Enable scripts to edit and run them.</p></noscript>
        <article class="guide-text prose">${trusted(guide.html)}</article>
      </main>
      <footer class="guide-foot line-above">${siteNav(course, path, "More to read")}</footer>
    </div>
  </body>
</html>
`;
}

/** Without it, the buttons of cells stay disabled. */
export function cellsScript(script: string | null): Html | null {
  return script === null ? null : html`<script type="module" src="${script}"></script>`;
}
