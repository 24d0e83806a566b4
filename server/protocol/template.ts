// Templates of the playground: what a draft can begin with.
import { z } from "zod";
import { styleSchema } from "./lesson.ts";

export const templateSchema = z.object({
  slug: z.string(),
  title: z.string(),
  summary: z.string(),
  style: styleSchema,
  handler: z.string(),
  /** The client page; null if the template has none. */
  page: z.string().nullable(),
});
export type Template = z.infer<typeof templateSchema>;
