// A page's document: the built index.html with a head, the text to read before any script runs, and the program's data.
// Templates escape every value unless it is HTML already.
import { accentId, accentRules } from "../../protocol/accent.ts";
import type { Boot } from "../../protocol/boot.ts";
import { escapeHtml } from "../../protocol/html.ts";

export interface Head {
  readonly title: string;
  readonly description: string;
  /** `https://host`, without a path. */
  readonly origin: string;
  readonly path: string;
  /** Path of the picture for shared links. */
  readonly image?: string;
  /** The course's own colour, `#rrggbb`, in place of the page's. */
  readonly accent?: string | undefined;
  /** Scripts and styles that the page will need later. */
  readonly prefetch?: readonly string[];
}

export class Template {
  readonly #begin: Html;
  readonly #head: Html;
  readonly #page: Html;
  readonly #end: Html;
  /** Links to the styles, for documents that need nothing else of the build. */
  readonly styles: Html;
  /** The file name of the page's main script, which contains a hash; empty if there is none. */
  readonly program: string;

  /** Throws if the document lacks the places to fill in. */
  constructor(document: string) {
    const places = /^(.*)<!--ws101:head-->.*<!--\/ws101:head-->(.*)<!--ws101:page-->(.*)<!--ws101:boot-->(.*)$/s;
    const [, begin, head, page, end] = places.exec(document) ?? [];
    if (begin === undefined || head === undefined || page === undefined || end === undefined) {
      throw new Error("The built index.html has no places for the server's text. Build the page again.");
    }
    [this.#begin, this.#head, this.#page, this.#end] = [trusted(begin), trusted(head), trusted(page), trusted(end)];
    this.program = /<script type="module"[^>]* src="\/assets\/([\w.-]+)"/.exec(document)?.[1] ?? "";
    this.styles = trusted([...document.matchAll(/<link rel="stylesheet"[^>]*>/g)].join("\n"));
  }

  /** `page` is the content of `#page` until the program takes over. */
  fill(head: Head, page: Html, boot: Boot): string {
    return html`${this.#begin}${headMarkup(head)}${this.#head}${page}${this.#page}${bootScript(boot)}${this.#end}`.text;
  }
}

/** A whole document that is not the built one. `theme` null follows the reader's system. */
export function wholeDocument(head: Piece, body: Piece, theme: "light" | "dark" | null = null): Html {
  return html`<!doctype html>
<html lang="en"${theme !== null && html` data-theme="${theme}"`}>
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${head}
  </head>
  ${body}
</html>
`;
}

/** Title, description, canonical address, and what links to the page show of it. */
export function headMarkup({ title, description, origin, path, image, accent, prefetch = [] }: Head): Html {
  const url = origin + path;
  return html`<title>${title}</title>
    <meta name="description" content="${description}" />
    <link rel="canonical" href="${url}" />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="ws101" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${description}" />
    <meta property="og:url" content="${url}" />${image !== undefined && imageTags(origin + image, title)}
    ${accent !== undefined && trusted(`<style id="${accentId}">${accentRules(accent)}</style>`)}
    ${prefetch.map(hint)}${prefetch.length > 0 && html`<script src="/preload.js" defer></script>`}`;
}

/** Loaded by /preload.js after the first paint: the editor is large. */
function hint(url: string): Html {
  const type = url.endsWith(".css") ? "style" : "script";
  return html`<link rel="ws101-preload" as="${type}" crossorigin href="${url}" />`;
}

function imageTags(url: string, title: string): Html {
  return html`
    <meta property="og:image" content="${url}" />
    <meta property="og:image:alt" content="${title}" />
    <meta name="twitter:card" content="summary_large_image" />`;
}

/** Invisible and bidirectional characters, which the page shows by number, and line separators. */
const unsafe = /[\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON that no text inside it can end. `replaceAll` with a string is much faster for characters that listings are full of. */
function bootScript(boot: Boot): Html {
  const json = JSON.stringify(boot)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replace(unsafe, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  return trusted(`<script type="application/json" id="ws101-boot">${json}</script>`);
}

/** The top of a page to read, with a way to the lessons or to the start page. */
export function pageBar(home: "/" | "/lessons"): Html {
  const label = home === "/" ? "start page" : "all lessons";
  return html`<header class="page-bar row"><a class="brand" href="${home}" aria-label="ws101, ${label}">ws101</a><span class="spacer"></span>${pageMenu()}</header>`;
}

/** The header's links and its buttons, which are disabled until the program runs. */
export function pageMenu(): Html {
  return html`<div class="page-menu row">
      <a class="button quiet" href="/play">Playground</a>
      <a class="button quiet" href="/reference" target="_blank" rel="noopener">Reference</a>
      <button type="button" class="quiet palette-button" disabled>Commands <kbd>Ctrl+K</kbd></button>
      <button type="button" class="quiet keys-button" disabled aria-label="Keys"><span aria-hidden="true">?</span></button>
      <button type="button" class="quiet" disabled>Settings</button>
    </div>`;
}

/** HTML that may be sent as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Null and false render as nothing. */
export type Piece = Html | string | number | null | false | readonly Piece[];

/** html`<p>${text}</p>`, also for attributes in double quotes. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + render(pieces[index] ?? null)).join(""));
}

/** The lines of a listing that is not highlighted, as shiki writes them. */
export function plainLines(source: string): Html[] {
  return source.split("\n").map((line, index) => html`${index > 0 && "\n"}<span class="line">${line}</span>`);
}

/** Only for HTML that the server made itself: a lesson's rendered text, code highlighted by shiki. */
export function trusted(text: string): Html {
  return new Html(text);
}

function render(piece: Piece): string {
  if (piece === null || piece === false) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "object") return piece.map(render).join("");
  return escapeHtml(visible(String(piece)));
}

const invisible = /[\p{Cc}\p{Cs}\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Shows characters that hide or reorder text by their code point. */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(invisible, (char) => {
    return char === "\n" || char === "\t" ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
