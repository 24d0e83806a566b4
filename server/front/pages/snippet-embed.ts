// A shared snippet alone, for a frame in any page: nothing runs, and nothing but the document, its style and a small script is loaded,
// before a click.
import { snippetPath } from "../../protocol/snippet.ts";
import { type Html, html, trusted } from "./document.ts";
import {
  type SnippetFiles,
  type SnippetParts,
  type SnippetView,
  snippetHead,
  snippetMarkup,
} from "./snippet-markup.ts";

export interface EmbedOptions {
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
  return embedDocument(theme, head, body);
}

/** In place of a snippet that cannot be shown. */
export function embedNotice(sentence: string, { styles }: SnippetFiles): Html {
  const head = html`<title>ws101</title>${snippetHead({ styles, script: null, run: [] }, false)}`;
  const body = html`<main class="embed-notice stack">
      <h1 class="small">${sentence}</h1>
      <p><a href="/play" target="_blank" rel="noopener">Open the playground of ws101</a></p>
    </main>`;
  return embedDocument(null, head, body);
}

function embedDocument(theme: EmbedOptions["theme"], head: Html, body: Html): Html {
  const attribute = theme !== null && trusted(` data-theme="${theme}"`);
  return html`<!doctype html>
<html lang="en"${attribute}>
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    ${head}
  </head>
  <body class="embed">
    ${body}
  </body>
</html>
`;
}
