// Messages between the front and the compiler process.
import { z } from "zod";
import { problemSchema } from "./host.ts";

/** Answered by `compiled` with the same id. */
export interface CompileRequest {
  readonly id: number;
  readonly source: string;
  readonly file: string;
}

export const compileResultSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    js: z.string(),
    map: z.string(),
    problems: z.array(problemSchema),
    /** What Node could not run without compiling it, for example `enums`; null if there is nothing. */
    unerasable: z.string().nullable(),
  }),
  z.object({ ok: z.literal(false), problems: z.array(problemSchema).min(1) }),
]);
export type CompileResult = z.infer<typeof compileResultSchema>;

export const fromCompilerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("compiled"), id: z.number().int(), result: compileResultSchema }),
]);
export type FromCompiler = z.infer<typeof fromCompilerSchema>;
