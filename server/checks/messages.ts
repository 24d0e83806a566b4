// What the front may tell a checker, as the checker reads it.
import { z } from "zod";
import type { ToChecker } from "../protocol/checks.ts";

export const toCheckerSchema: z.ZodType<ToChecker> = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run"),
    run: z.string(),
    checksFile: z.string(),
    stamp: z.string(),
    clock: z.enum(["real", "stepped"]),
    seed: z.number().int(),
    checkMs: z.number(),
    runMs: z.number(),
  }),
  z.object({ type: z.literal("cancel"), run: z.string() }),
  z.object({ type: z.literal("list"), id: z.number().int(), checksFile: z.string(), stamp: z.string() }),
  z.object({
    type: z.literal("answer"),
    id: z.number().int(),
    ok: z.boolean(),
    value: z.unknown(),
    message: z.string().exactOptional(),
  }),
]);
