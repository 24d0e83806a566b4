// A lesson's walkthrough as served: listings with steps that highlight their lines, and takeaways.
import { z } from "zod";

export const tourKeys = ["loop", "events", "axum"] as const;
export const tourKeySchema = z.enum(tourKeys);
export type TourKey = z.infer<typeof tourKeySchema>;

export const tourStepSchema = z.object({
  /** The highlighted lines, 1-based, inclusive. */
  from: z.number().int(),
  to: z.number().int(),
  /** A sentence or two. */
  html: z.string(),
  /** How long autoplay shows the step. */
  seconds: z.number(),
});
export type TourStep = z.infer<typeof tourStepSchema>;

export const tourListingSchema = z.object({
  key: tourKeySchema,
  title: z.string(),
  file: z.string(),
  /** Highlighted HTML of each line; colours are `--shiki-light` and `--shiki-dark`, none for plain text. */
  lines: z.array(z.string()),
  steps: z.array(tourStepSchema).min(1),
});
export type TourListing = z.infer<typeof tourListingSchema>;

export const tourSchema = z.object({
  listings: z.array(tourListingSchema),
  /** HTML. */
  takeaways: z.array(z.string()),
  related: z.array(z.object({ slug: z.string(), title: z.string() })),
});
export type Tour = z.infer<typeof tourSchema>;
