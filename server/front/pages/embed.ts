// Framed walkthroughs: their documents, which are small, self-contained and the same for everyone who requests the same, and
// their built script and styles.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Lesson } from "../../protocol/lesson.ts";
import type { TourKey, TourListing } from "../../protocol/tour.ts";
import { tourMarkup } from "../../protocol/tour-markup.ts";
import { HttpProblem } from "../http/problem.ts";
import { type Html, html, trusted, wholeDocument } from "./document.ts";

export interface EmbedQuery {
  readonly listing: TourKey;
  readonly step: number;
  /** Null follows the reader's system. */
  readonly theme: "light" | "dark" | null;
  readonly autoplay: boolean;
}

export interface EmbedDocument {
  readonly html: string;
  /** The content of the only style element, for the Content-Security-Policy. */
  readonly style: string;
}

/** `origin` is this server's for the reader, `http://host:port`. */
export function embedDocument(lesson: Lesson, query: EmbedQuery, player: PlayerBuild, origin: string): EmbedDocument {
  const { slug, title, summary, tour } = lesson;
  const listing = tour.listings.find(({ key }) => key === query.listing);
  if (!listing) throw new Error(`the walkthrough of ${slug} has no listing ${query.listing}`);
  const step = query.step <= listing.steps.length ? query.step : 1;
  const { highlighted, rules } = withColorClasses(listing);
  const markup = tourMarkup({ ...tour, listing: highlighted, step, linksOut: true });
  const head = html`<title>${title}, step by step · ws101</title>
    <meta name="description" content="${summary}" />
    <meta property="og:title" content="${title}, step by step" />
    <meta property="og:image" content="${origin}/card/${slug}.png" />
    <link rel="canonical" href="${origin}/lessons/${slug}" />
    <script src="${player.path}" defer></script>`;
  const body = html`${header(lesson, { ...query, listing: listing.key, step })}
    <main class="tour column" data-slug="${slug}" data-listing="${listing.key}" data-step="${step}" data-autoplay="${String(query.autoplay)}" aria-label="Walkthrough">${trusted(markup)}</main>`;
  return documentOf(query.theme, player.css + rules, head, body);
}

export function notFoundDocument(css: string): EmbedDocument {
  const body = html`<main class="nothing">
    <h1>Walkthrough not found</h1>
    <p><a href="/lessons" target="_blank" rel="noopener">All lessons of ws101</a></p>
  </main>`;
  return documentOf(null, css, html`<title>ws101</title>`, body);
}

function documentOf(theme: EmbedQuery["theme"], style: string, head: Html, body: Html): EmbedDocument {
  const { text } = wholeDocument([head, html`<style>${trusted(style)}</style>`], html`<body>${body}</body>`, theme);
  return { html: text, style };
}

function header({ slug, title, tour }: Lesson, { listing, step, theme, autoplay }: EmbedQuery): Html {
  const options = `${theme === null ? "" : `&theme=${theme}`}${autoplay ? "" : "&autoplay=0"}`;
  const links = tour.listings.map(({ key, title: name }) => {
    const current = key === listing && trusted(' aria-current="page"');
    return html`<a href="/embed/${slug}?listing=${key}${options}"${current}>${name}</a>`;
  });
  const walkthrough = `/lessons/${slug}?view=walkthrough&listing=${listing}&step=${step}`;
  return html`<header class="embed-head flow line-below">
    <a class="brand" href="/" target="_blank" rel="noopener">ws101</a>
    <h1 class="fill"><a href="${walkthrough}" target="_blank" rel="noopener">${title}</a></h1>
    <nav aria-label="Listing">${links}</nav>
  </header>`;
}

const coloured = /<span style="--shiki-light:(#\w+);--shiki-dark:(#\w+)">(.*?)<\/span>/gs;

/**
 * Replaces colours by classes of one letter: written out at each word, they would be most of the document. The most frequent
 * colour is that of the lines.
 */
function withColorClasses(listing: TourListing): { readonly highlighted: TourListing; readonly rules: string } {
  const colors = listing.lines.flatMap((line) =>
    [...line.matchAll(coloured)].map(([, light, dark]) => colorOf(light, dark)),
  );
  const counts = [...Map.groupBy(colors, (color) => color)].sort(([, a], [, b]) => b.length - a.length);
  const [lineColor, ...others] = counts.map(([color]) => color);
  const classes = new Map(others.map((color, index) => [color, String.fromCharCode(97 + index)]));
  const lines = listing.lines.map((line) =>
    line.replace(coloured, (_match, light: string, dark: string, text: string) => {
      const name = classes.get(colorOf(light, dark));
      return name === undefined ? text : `<i class=${name}>${text}</i>`;
    }),
  );
  const rules = [...classes].map(([color, name]) => `.tour-lines .${name}{color:${color}}`);
  return { highlighted: { ...listing, lines }, rules: `.tour-lines{color:${lineColor ?? "inherit"}}${rules.join("")}` };
}

function colorOf(light: string | undefined, dark: string | undefined): string {
  return `light-dark(${light},${dark})`;
}

type PlayerBuild = ReturnType<typeof readBuild>;

export class EmbedPlayer {
  readonly #dir: string;
  #modifiedMs = 0;
  #build: PlayerBuild | null = null;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Throws a 503 while the player is not built. */
  get current(): PlayerBuild {
    const file = statSync(join(this.#dir, "player.js"), { throwIfNoEntry: false });
    if (!file) throw new HttpProblem(503, "The player is not built. Run `npm start`.");
    if (this.#build === null || this.#modifiedMs !== file.mtimeMs) this.#build = readBuild(this.#dir);
    this.#modifiedMs = file.mtimeMs;
    return this.#build;
  }
}

/** `path` has a hash of the content in its name. */
function readBuild(dir: string) {
  const script = readFileSync(join(dir, "player.js"), "utf8");
  const css = readFileSync(join(dir, "player.css"), "utf8").replace(/\/\*[^*]*\*\/\s*$/, "");
  const hash = createHash("sha256").update(script).digest("base64url").slice(0, 10);
  return { css, script, path: `/embed/player-${hash}.js` };
}
