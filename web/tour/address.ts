// Addresses of a walkthrough: the place in it that an address names, links to a step, and the frame with its options.
import { type Style, styleSchema } from "../../server/protocol/lesson.ts";
import { type TourKey, tourKeySchema } from "../../server/protocol/tour.ts";

export interface TourPlace {
  readonly listing: TourKey;
  /** 1-based. */
  readonly step: number;
}

/** `isGiven`: the address names the step, so whoever came by it wants to stay there. */
export interface ReadPlace extends TourPlace {
  readonly isGiven: boolean;
}

/** Odd values are as good as none; then the listing is the one of the style that the learner writes in. */
export function readTourPlace(read: (name: string) => string | null, style: Style): ReadPlace {
  const listing = tourKeySchema.catch(styleSchema.parse(style)).parse(read("listing"));
  const text = read("step");
  const isGiven = text !== null && /^[1-9]\d{0,2}$/.test(text);
  return { listing, step: isGiven ? Number(text) : 1, isGiven };
}

export interface EmbedOptions extends TourPlace {
  readonly theme: "system" | "light" | "dark";
  readonly autoplay: boolean;
}

/** Only what differs from what a frame does anyway. */
export function embedAddress(origin: string, slug: string, { listing, step, theme, autoplay }: EmbedOptions): string {
  const query = new URLSearchParams();
  if (listing !== "loop") query.set("listing", listing);
  if (step > 1) query.set("step", String(step));
  if (theme !== "system") query.set("theme", theme);
  if (!autoplay) query.set("autoplay", "0");
  return `${origin}/embed/${slug}${query.size > 0 ? `?${query}` : ""}`;
}

/** What somebody puts into their own page. */
export function embedSnippet(address: string, title: string): string {
  const name = `${title}, step by step`.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const src = address.replaceAll("&", "&amp;");
  return `<iframe src="${src}" title="${name}" width="100%" height="520" loading="lazy" allow="clipboard-write" style="border:0"></iframe>`;
}
