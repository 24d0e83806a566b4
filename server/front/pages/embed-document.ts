// The document of a framed walkthrough: small, whole, and the same for everyone who wishes the same.
import type { Lesson } from "../../protocol/lesson.ts";
import type { TourKey, TourListing } from "../../protocol/tour.ts";
import { escapeHtml, tourMarkup } from "../../protocol/tour-markup.ts";

/** What the address asks for; parsed. */
export interface EmbedWish {
  readonly listing: TourKey;
  readonly step: number;
  /** Null follows the reader's system. */
  readonly theme: "light" | "dark" | null;
  readonly autoplay: boolean;
}

export interface EmbedSource {
  readonly lesson: Lesson;
  readonly wish: EmbedWish;
  readonly css: string;
  /** Path of the player's script. */
  readonly player: string;
  /** `http://name:port` of this server as the reader knows it. */
  readonly origin: string;
}

export interface EmbedDocument {
  readonly html: string;
  /** What stands in its one style element, for the content policy. */
  readonly style: string;
}

export function embedDocument({ lesson, wish, css, player, origin }: EmbedSource): EmbedDocument {
  const { slug, title, summary, tour } = lesson;
  const listing = tour.listings.find(({ key }) => key === wish.listing);
  if (!listing) throw new Error(`the walkthrough of ${slug} has no listing ${wish.listing}`);
  const step = wish.step <= listing.steps.length ? wish.step : 1;
  const { coloured, rules } = withColourClasses(listing);
  const markup = tourMarkup({ ...tour, listing: coloured, step, linksOut: true });
  const data = `data-slug="${slug}" data-listing="${listing.key}" data-step="${step}" data-autoplay="${wish.autoplay}"`;
  const head = [
    `<title>${escapeHtml(title)}, step by step · ws101</title>`,
    `<meta name="description" content="${escapeHtml(summary)}">`,
    `<meta property="og:title" content="${escapeHtml(title)}, step by step">`,
    `<meta property="og:image" content="${escapeHtml(origin)}/card/${slug}.png">`,
    `<link rel="canonical" href="${escapeHtml(origin)}/lessons/${slug}">`,
    `<script src="${player}" defer></script>`,
  ];
  const body = [
    headMarkup(lesson, { ...wish, listing: listing.key, step }),
    `<main class="tour" ${data} aria-label="Walkthrough">${markup}</main>`,
  ];
  return documentOf({ theme: wish.theme, style: css + rules, head: head.join(""), body: body.join("") });
}

export function nothingDocument(css: string): EmbedDocument {
  const way = '<a href="/" target="_blank" rel="noopener">All lessons of ws101</a>';
  const body = `<main class="nothing"><h1>There is no such walkthrough</h1><p>${way}</p></main>`;
  return documentOf({ theme: null, style: css, head: "<title>ws101</title>", body });
}

interface DocumentParts {
  readonly theme: "light" | "dark" | null;
  readonly style: string;
  readonly head: string;
  readonly body: string;
}

function documentOf({ theme, style, head, body }: DocumentParts): EmbedDocument {
  const meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">';
  const themed = theme === null ? "" : ` data-theme="${theme}"`;
  const html = `<!doctype html><html lang="en"${themed}><head>${meta}${head}<style>${style}</style></head><body>${body}</body></html>`;
  return { html, style };
}

function headMarkup({ slug, title, tour }: Lesson, { listing, step, theme, autoplay }: EmbedWish): string {
  const kept = `${theme === null ? "" : `&theme=${theme}`}${autoplay ? "" : "&autoplay=0"}`;
  const choices = tour.listings.map(({ key, title: name }) => {
    const current = key === listing ? ' aria-current="page"' : "";
    return `<a href="/embed/${slug}?listing=${key}${kept}"${current}>${escapeHtml(name)}</a>`;
  });
  const there = `/lessons/${slug}?view=walkthrough&listing=${listing}&step=${step}`;
  return [
    `<header class="embed-head"><a class="brand" href="/" target="_blank" rel="noopener">ws101</a><h1><a href="${escapeHtml(there)}" target="_blank" rel="noopener">${escapeHtml(title)}</a></h1>`,
    `<nav aria-label="Listing">${choices.join("")}</nav>`,
    "</header>",
  ].join("");
}

/** A colour is one class of one letter: written out at each word, colours alone would fill the page. */
function withColourClasses(listing: TourListing): { readonly coloured: TourListing; readonly rules: string } {
  const classes = new Map<string, string>();
  const lines = listing.lines.map((line) =>
    line
      .replaceAll("</span>", "</i>")
      .replace(/<span style="--shiki-light:(#\w+);--shiki-dark:(#\w+)">/g, (_all, light: string, dark: string) => {
        const colours = `light-dark(${light},${dark})`;
        const name = classes.get(colours) ?? String.fromCharCode(97 + classes.size);
        classes.set(colours, name);
        return `<i class="${name}">`;
      }),
  );
  const rules = [...classes].map(([colours, name]) => `.tour-lines .${name}{color:${colours}}`);
  return { coloured: { ...listing, lines }, rules: rules.join("") };
}
