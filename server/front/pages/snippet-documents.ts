// Documents of a shared snippet: its page, and a frame of it in any other page. Its code is readable without scripts; in a frame,
// nothing runs, and nothing but the document, its style and a small script is loaded, before a click.
import { embedLine } from "../../protocol/html.ts";
import { type Snippet, snippetPath } from "../../protocol/snippet.ts";
import { type Html, headMarkup, html, plainLines, trusted, visible, wholeDocument } from "./document.ts";
import { type Guides, textDocument } from "./site-document.ts";

/** What a visitor may choose to see: the handler, the client page, or both. */
export const snippetParts = ["both", "code", "client"] as const;
export type SnippetParts = (typeof snippetParts)[number];

export type SnippetProgram = Omit<Snippet, "url" | "mine">;

interface SnippetFiles {
  readonly script: string | null;
  readonly styles: readonly string[];
  /** What a run loads. */
  readonly run: readonly string[];
}

interface SnippetView {
  readonly snippet: SnippetProgram;
  /** Highlighted; null: not in time, or there is no client page. */
  readonly highlighted: { readonly handler: string | null; readonly page: string | null };
  /** `click`: nothing runs before. */
  readonly starts: "open" | "click";
  readonly room: "own" | "shared";
  readonly editable: boolean;
  readonly show: SnippetParts;
}

function snippetMarkup(view: SnippetView): Html {
  const { snippet, starts, room, show } = view;
  return html`<div class="snippet" data-id="${snippet.id}" data-starts="${starts}" data-room="${room}" data-show="${show}">
    ${show === "client" ? html`<details class="snippet-code"><summary>Code</summary>${codeOf(view)}</details>` : html`<div class="snippet-code">${codeOf(view)}</div>`}
    ${runOf(view)}
  </div>`;
}

function codeOf({ snippet, highlighted, editable, starts }: SnippetView): Html {
  const { handler, page } = snippet;
  return html`<section class="cell card snippet-handler" aria-labelledby="handler">
      <div class="cell-bar flow line-below">
        <h2 class="small" id="handler">handler.ts</h2><span class="spacer"></span>
        ${editable && html`<span class="cell-buttons"><button type="button" class="quiet small code-reset" hidden>Reset</button><button type="button" class="small code-edit" disabled>Edit</button></span>`}
      </div>
      <div class="cell-code">${listing(handler, highlighted.handler)}</div>
    </section>
    ${
      page !== null &&
      html`<details class="cell card snippet-page"${starts === "open" && page.split("\n").length <= shownPageLines && trusted(" open")}><summary class="small">client.html</summary>
      <div class="cell-code">${listing(page, highlighted.page)}</div>
    </details>`
    }`;
}

/** A longer client page is unfolded by hand. */
const shownPageLines = 30;

/** Scrolls by keyboard too. */
function listing(source: string, highlighted: string | null): Html {
  if (highlighted !== null)
    return trusted(visible(highlighted).replace('<pre class="shiki', '<pre class="cell-listing shiki'));
  return html`<pre class="cell-listing" tabindex="0"><code>${plainLines(source.trimEnd())}</code></pre>`;
}

/** Where there is a client page, an embed needs no other client. */
function runOf({ snippet, starts, show }: SnippetView): Html {
  const isPageOnly = starts === "click" && snippet.page !== null && show !== "code";
  return html`<section class="card run" aria-labelledby="run">
      <div class="cell-bar flow line-below">
        <h2 class="small" id="run">Run</h2>
        <p class="run-status small muted" role="status">${starts === "click" && "Not running."}</p><span class="spacer"></span>
        <span class="cell-buttons"><button type="button" class="small run-stop" hidden>Stop</button><button type="button" class="small primary run-start" disabled>Run</button></span>
      </div>
      <noscript><p class="without-scripts">You can read the program without scripts. Enable scripts to run it.</p></noscript>
      <ul class="run-problems trouble breakable scroll" hidden></ul>
      <div class="run-body" hidden>
        <div class="run-preview" hidden><div class="run-preview-place"></div><p class="run-preview-note unless-empty flow line-below small" role="status"></p></div>
        <div class="run-frames breakable scroll" role="log" aria-label="Frames" tabindex="0"><ol></ol></div>
        <ul class="run-console breakable scroll line-above sunk" aria-label="Console" tabindex="0" hidden></ul>
        <form class="run-send cell-send flow line-above"${isPageOnly && trusted(" data-never")} hidden>
          <input class="fill" aria-label="Message" placeholder="Send a message" autocomplete="off" />
          <button type="submit" class="small">Send</button>
          <p class="refusal" role="alert"></p>
        </form>
      </div>
    </section>`;
}

function snippetHead({ script, styles, run }: SnippetFiles, preloads: boolean): Html {
  return html`${styles.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
    ${script !== null && html`<script type="module" src="${script}"></script>`}
    ${preloads && run.map((href) => html`<link rel="modulepreload" href="${href}" />`)}`;
}

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

interface EmbedOptions {
  /** Null follows the reader's system. */
  readonly theme: "light" | "dark" | null;
  readonly editable: boolean;
  readonly room: "own" | "shared";
  readonly show: SnippetParts;
}

interface EmbedView extends Pick<SnippetView, "snippet" | "highlighted"> {
  readonly options: EmbedOptions;
  readonly files: SnippetFiles;
  readonly origin: string;
}

export function snippetEmbed({ snippet, highlighted, options, files, origin }: EmbedView): Html {
  const { title, id } = snippet;
  const link = origin + snippetPath(id);
  const { theme, room, editable, show } = options;
  // Visitors cannot change what they share.
  const view = { snippet, highlighted, room, editable: editable && room === "own", show, starts: "click" } as const;
  const head = html`<title>${title} · ws101</title>
    <link rel="canonical" href="${link}" />
    ${snippetHead(files, false)}`;
  const body = html`<header class="embed-head flow line-below">
      <a class="brand" href="/" target="_blank" rel="noopener">ws101</a>
      <h1 class="small"><a href="${link}" target="_blank" rel="noopener">${title}</a></h1>
      <span class="spacer"></span>
      ${room === "shared" && html`<span class="badge">everyone shares this server</span>`}
    </header>
    <main>${snippetMarkup(view)}</main>`;
  return frameDocument(theme, head, body);
}

/** In place of a snippet that cannot be shown. */
export function embedNotice(sentence: string, { styles }: SnippetFiles): Html {
  const head = html`<title>ws101</title>${snippetHead({ styles, script: null, run: [] }, false)}`;
  const body = html`<main class="embed-notice stack">
      <h1 class="small">${sentence}</h1>
      <p><a href="/play" target="_blank" rel="noopener">Open the playground of ws101</a></p>
    </main>`;
  return frameDocument(null, head, body);
}

function frameDocument(theme: EmbedOptions["theme"], head: Html, body: Html): Html {
  const common = html`<meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    ${head}`;
  return wholeDocument(common, html`<body class="embed">${body}</body>`, theme);
}
