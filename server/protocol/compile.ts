// What the compiler process is asked and what it answers.
import { z } from "zod";
import { problemSchema } from "./host.ts";

export interface CompileRequest {
  readonly id: number;
  readonly source: string;
  readonly file: string;
}

export const compileResultSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), js: z.string(), map: z.string(), problems: z.array(problemSchema) }),
  z.object({ ok: z.literal(false), problems: z.array(problemSchema).min(1) }),
]);
export type CompileResult = z.infer<typeof compileResultSchema>;

export const compileReplySchema = z.object({ id: z.number().int(), result: compileResultSchema });
