// A written tour made ready to be shown: listings cut into highlighted lines, and a pace for each step.
import { type Tour, type TourKey, type TourListing, type TourStep, tourKeySchema } from "../protocol/tour.ts";
import type { Highlight } from "./highlight.ts";
import { highlightedLines } from "./highlighted-lines.ts";
import type { WrittenListing, WrittenStep, WrittenTour } from "./tour.ts";

const titles: Readonly<Record<TourKey, string>> = { loop: "Loop", events: "Events", axum: "Axum" };

/** Related lessons are still without titles: one lesson does not know the others. */
export function walkthroughOf(written: WrittenTour, highlight: Highlight): Tour {
  return {
    listings: written.listings.map((listing) => listingOf(listing, highlight)),
    takeaways: written.takeaways.map((html) => html.trim()),
    related: written.related.map((slug) => ({ slug, title: slug })),
  };
}

function listingOf({ file, source, steps }: WrittenListing, highlight: Highlight): TourListing {
  const key = keyOf(file);
  const lines = highlightedLines(highlight(source.trimEnd(), key === "axum" ? "rust" : "ts"));
  return { key, title: titles[key], file, lines, steps: steps.map(stepOf) };
}

/** `axum.rs`, `loop/solution.ts`, `events/solution.ts`: readTour lets nothing else pass. */
function keyOf(file: string): TourKey {
  return tourKeySchema.parse(file.split(/[/.]/)[0]);
}

function stepOf({ lines: { from, to }, html, seconds }: WrittenStep): TourStep {
  return { from, to, html: html.trim(), seconds: seconds ?? paceOf(html, to - from + 1) };
}

/** Reading is taken at 15 characters a second, finding the lines at a second and a bit for each; 4 to 14 s, by halves. */
function paceOf(html: string, lines: number): number {
  const letters = html.replace(/<[^>]*>|&\w+;/g, "").trim().length;
  const seconds = 1.5 + letters / 15 + Math.min(lines - 1, 4) * 0.4;
  return Math.round(Math.min(14, Math.max(4, seconds)) * 2) / 2;
}
