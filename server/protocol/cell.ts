// Cells: programs in a guide or in the reference that a visitor can change and run, in a room of their own.
import { z } from "zod";
import { faultSchema, problemSchema } from "./host.ts";

export const loadCellSchema = z.strictObject({ source: z.string() });

export const loadedCellSchema = z.object({
  /** It runs. Otherwise the problems or the fault say why not. */
  ok: z.boolean(),
  problems: z.array(problemSchema),
  fault: faultSchema.nullable(),
  /** Frames carry it: those of an older version belong to the run before. 0 for code that does not compile. */
  version: z.number().int(),
  room: z.string(),
  url: z.string(),
});
export type LoadedCell = z.infer<typeof loadedCellSchema>;
