// A guide: a document with cells, readable without scripts; one script makes the cells run.
import type { Guide } from "../../course/guide.ts";
import { type Html, headMarkup, html, trusted } from "./document.ts";
import { type CellsView, cellsScript, textDocument } from "./site-document.ts";

interface View extends CellsView {
  readonly guide: Guide;
}

export function guideDocument({ guide, course, styles, script, origin }: View): Html {
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
