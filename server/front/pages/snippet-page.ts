// The page of a shared snippet: its code, its run, and what a visitor can do with it.
import { embedLine } from "../../protocol/html.ts";
import { snippetPath } from "../../protocol/snippet.ts";
import { type Html, headMarkup, html } from "./document.ts";
import { type Guides, textDocument } from "./site-document.ts";
import { type SnippetFiles, type SnippetView, snippetHead, snippetMarkup } from "./snippet-markup.ts";

interface PageView extends Pick<SnippetView, "snippet" | "highlighted"> {
  readonly course: Guides;
  readonly files: SnippetFiles;
  /** `https://host`, without a path. */
  readonly origin: string;
  /** Where a visitor reports it; null for nowhere. */
  readonly reportUrl: string | null;
}

const styleNames = { loop: "async loop", events: "events" } as const;

export function snippetDocument(view: PageView): Html {
  const { snippet, highlighted, course, files, origin } = view;
  const { id, title, published } = snippet;
  const path = snippetPath(id);
  const description = `A WebSocket server with ${snippet.page === null ? "a client" : "its client page"}, running. Read it, try it, change a copy.`;
  const head = {
    title: `${title} · ws101`,
    description,
    origin,
    path,
    image: `/card/p/${id}.png`,
  };
  return textDocument({
    head: [!published && html`<meta name="robots" content="noindex" />`, headMarkup(head), snippetHead(files, true)],
    guides: course,
    path,
    main: html`<div class="page-head">
          <h1>${title}</h1>
          <p class="muted">${styleNames[snippet.style]} · ${isTemplate(snippet) ? "a template of the playground" : sharedOn(snippet.createdAtMs)}</p>
          ${actions(view)}
        </div>
        ${snippetMarkup({ snippet, highlighted, starts: "open", room: "own", editable: false, show: "both" })}`,
  });
}

const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** It was never shared. */
function isTemplate({ createdAtMs }: PageView["snippet"]): boolean {
  return createdAtMs === 0;
}

function sharedOn(atMs: number): Html {
  const date = new Date(atMs);
  return html`shared <time datetime="${date.toISOString()}">${dateFormat.format(date)}</time>`;
}

function actions({ snippet, origin, reportUrl }: PageView): Html {
  const { id, title } = snippet;
  const link = origin + snippetPath(id);
  const from = JSON.stringify(isTemplate(snippet) ? { template: id } : { snippet: id });
  const frame = embedLine(`${origin}/embed${snippetPath(id)}`, title);
  return html`<div class="snippet-actions flow">
          <a class="button snippet-jump" href="#run">See it run</a>
          <button type="button" class="primary snippet-fork" data-from="${from}" disabled>Fork</button>
          <button type="button" data-copy="${link}" disabled>Copy link</button>
          <a class="button" href="/api/snippets/${id}/eject" download>Take it home</a>
          ${reportUrl !== null && html`<a class="snippet-report small" href="${reportUrl}" rel="nofollow noopener">Report</a>`}
          <p class="snippet-notice refusal" role="alert"></p>
          <details class="snippet-embed own-line"><summary class="small">Embed it in a page</summary>
            <div class="well flow"><code class="small breakable">${frame}</code><button type="button" class="small" data-copy="${frame}" disabled>Copy</button><a class="small" href="/embedding">Examples and options</a></div>
          </details>
        </div>`;
}
