// Renders a walkthrough as HTML, on the server (readable without scripts) and on the page, where the player takes over.
//
//   .tour-listing > ol.tour-lines > li.lit                    the lines; those of the current step are lit
//   .tour-caption > ol.tour-steps > li.on[data-from][data-to][data-ms]   the text of each step
//   .tour-caption > .tour-end                                 the takeaways and related lessons
//   .tour-controls[hidden]                                    shown and handled by the player
import { escapeHtml } from "./html.ts";
import type { Tour, TourListing, TourStep } from "./tour.ts";

export interface TourView extends Pick<Tour, "takeaways" | "related"> {
  readonly listing: TourListing;
  /** The first step to show, 1-based. */
  readonly step: number;
  /** Links open outside the frame that embeds the walkthrough. */
  readonly linksOut: boolean;
}

/** The content of the player's root element. All HTML in it comes from the lesson's own files. */
export function tourMarkup(view: TourView): string {
  const { listing } = view;
  const { from, to } = listing.steps[view.step - 1] ?? { from: 0, to: 0 };
  const isLit = (line: number) => line >= from && line <= to;
  const lines = listing.lines.map((html, index) => `<li${isLit(index + 1) ? ' class="lit"' : ""}>${html || "\n"}</li>`);
  return [
    `<div class="tour-listing sunk" role="region" aria-label="${listing.file}" tabindex="0">`,
    `<ol class="tour-lines">${lines.join("")}</ol></div>`,
    `<div class="tour-caption codes scroll line-above" role="group" aria-label="Explanation">`,
    `<ol class="tour-steps stack">${listing.steps.map((step, index) => stepMarkup(step, index + 1 === view.step)).join("")}</ol>`,
    endMarkup(view),
    "</div>",
    controlsMarkup(listing.steps.length, view.step),
  ].join("");
}

function stepMarkup({ from, to, html, seconds }: TourStep, isShown: boolean): string {
  const where = from === to ? `Line ${from}` : `Lines ${from} to ${to}`;
  const data = `data-from="${from}" data-to="${to}" data-ms="${seconds * 1000}"`;
  return `<li ${data}${isShown ? ' class="on"' : ""}><span class="tour-where muted tiny">${where}</span>${html}</li>`;
}

function endMarkup({ takeaways, related, linksOut }: TourView): string {
  const out = linksOut ? ' target="_blank" rel="noopener"' : "";
  const links = related.map(({ slug, title }) => {
    return `<a class="lesson-link" href="/lessons/${slug}"${out}>${escapeHtml(title)}</a>`;
  });
  const relatedLine = links.length === 0 ? "" : `<p class="tour-related">Continue with ${links.join(" or ")}.</p>`;
  const items = takeaways.map((html) => `<li>${html}</li>`).join("");
  return `<div class="tour-end"><p class="tour-where muted tiny">Takeaways</p><ul>${items}</ul>${relatedLine}</div>`;
}

const icons = {
  play: '<path d="M4 2.5v11l9-5.5z"/>',
  pause: '<path d="M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z"/>',
  previous: '<path d="M10.5 3 5 8l5.5 5z"/><path d="M3 3h1.5v10h-1.5z"/>',
  next: '<path d="M5.5 3 11 8l-5.5 5z"/><path d="M11.5 3h1.5v10h-1.5z"/>',
  link: '<path d="M7 5H5a3 3 0 0 0 0 6h2m2-6h2a3 3 0 0 1 0 6H9M5.5 8h5" class="stroke"/>',
  done: '<path d="m3 8.5 3.5 3.5L13 5" class="stroke"/>',
} as const;

function icon(name: keyof typeof icons): string {
  return `<svg class="icon-${name}" viewBox="0 0 16 16" aria-hidden="true">${icons[name]}</svg>`;
}

function controlsMarkup(of: number, step: number): string {
  const position = `step ${step} of ${of}`;
  const button = (name: string, label: string, inner: string) =>
    `<button type="button" class="tour-${name}${name === "toggle" ? " primary" : ""}" aria-label="${label}" title="${label}">${inner}</button>`;
  return [
    '<div class="tour-controls flow" role="group" aria-label="Player" hidden>',
    '<div class="tour-time" aria-hidden="true"><span></span></div>',
    button("toggle", "Play", icon("play") + icon("pause")),
    button("previous", "Previous step", icon("previous")),
    button("next", "Next step", icon("next")),
    `<input class="tour-scrubber" type="range" min="1" max="${of}" value="${step}" aria-label="Step" aria-valuetext="${position}">`,
    `<span class="tour-count muted small" aria-hidden="true">${position}</span>`,
    button("copy", "Copy a link to this step", icon("link") + icon("done")),
    '<input class="tour-link" readonly aria-label="Link to this step" hidden>',
    '<p class="tour-keys muted tiny"><kbd>Space</kbd> play or pause, <kbd>←</kbd> <kbd>→</kbd> previous or next step. Click a line to go to its step.</p>',
    '<p class="tour-status unseen" role="status"></p></div>',
  ].join("");
}
