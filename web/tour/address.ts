// Addresses of walkthroughs: links to a step, and the frame for other pages. Small, because the embedded player has it too.
import type { Style } from "../../server/protocol/lesson.ts";
import type { TourKey } from "../../server/protocol/tour.ts";

export interface TourPlace {
  readonly listing: TourKey;
  /** 1-based. */
  readonly step: number;
}

/** The address of a step on the lesson's page. */
export function tourLink(origin: string, slug: string, { listing, step }: { listing: string; step: number }): string {
  return `${origin}/lessons/${slug}?view=walkthrough&listing=${listing}&step=${step}`;
}

export interface ParsedPlace extends TourPlace {
  /** The address names a step, so the walkthrough should not start playing. */
  readonly hasStep: boolean;
}

const keys: readonly TourKey[] = ["loop", "events", "axum"];

/** Ignores invalid values. The default listing is that of the learner's style. */
export function parseTourPlace(get: (name: string) => string | null, style: Style): ParsedPlace {
  const listing = keys.find((key) => key === get("listing")) ?? style;
  const text = get("step");
  const hasStep = text !== null && /^[1-9]\d{0,2}$/.test(text);
  return { listing, step: hasStep ? Number(text) : 1, hasStep };
}

export interface EmbedOptions extends TourPlace {
  readonly theme: "system" | "light" | "dark";
  readonly autoplay: boolean;
}

/** Contains only the options that differ from the defaults. */
export function embedAddress(origin: string, slug: string, { listing, step, theme, autoplay }: EmbedOptions): string {
  const query = new URLSearchParams();
  if (listing !== "loop") query.set("listing", listing);
  if (step > 1) query.set("step", String(step));
  if (theme !== "system") query.set("theme", theme);
  if (!autoplay) query.set("autoplay", "0");
  return `${origin}/embed/${slug}${query.size > 0 ? `?${query}` : ""}`;
}

/** The path of the picture of a lesson with the code of one listing. */
export function cardPath(slug: string, listing: TourKey): string {
  return `/card/${slug}.png${listing === "loop" ? "" : `?listing=${listing}`}`;
}
