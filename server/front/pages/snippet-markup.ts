// A shared snippet as markup: its code, readable without scripts, and the places for its run.
import type { SnippetSummary } from "../../protocol/snippet.ts";
import { type Html, html, trusted, visible } from "./document.ts";

/** What a visitor may choose to see: the handler, the client page, or both. */
export const snippetParts = ["both", "code", "client"] as const;
export type SnippetParts = (typeof snippetParts)[number];

export interface SnippetProgram extends Omit<SnippetSummary, "url"> {
  readonly handler: string;
  readonly page: string | null;
}

export interface SnippetFiles {
  readonly script: string | null;
  readonly styles: readonly string[];
  /** What a run loads. */
  readonly run: readonly string[];
}

export interface SnippetView {
  readonly snippet: SnippetProgram;
  /** Highlighted; null: not in time, or there is no client page. */
  readonly highlighted: { readonly handler: string | null; readonly page: string | null };
  /** `click`: nothing runs before. */
  readonly starts: "open" | "click";
  readonly room: "own" | "shared";
  readonly editable: boolean;
  readonly show: SnippetParts;
}

export function snippetMarkup(view: SnippetView): Html {
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
  const lines = source
    .trimEnd()
    .split("\n")
    .map((line, index) => html`${index > 0 && "\n"}<span class="line">${line}</span>`);
  return html`<pre class="cell-listing" tabindex="0"><code>${lines}</code></pre>`;
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

export function snippetHead({ script, styles, run }: SnippetFiles, preloads: boolean): Html {
  return html`${styles.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
    ${script !== null && html`<script type="module" src="${script}"></script>`}
    ${preloads && run.map((href) => html`<link rel="modulepreload" href="${href}" />`)}`;
}
