// One WebSocket frame as it stood on the wire, for the wire panel and for transcripts.
import { z } from "zod";

export const frameSchema = z.object({
  peer: z.number().int(),
  /** `in`: from the client to the handler. */
  direction: z.enum(["in", "out"]),
  atMs: z.number(),
  opcode: z.number().int().min(0).max(15),
  fin: z.boolean(),
  masked: z.boolean(),
  /** The payload's length on the wire; `payload` may be cut. */
  length: z.number().int(),
  /** Unmasked payload, base64, at most the first 4 KiB. */
  payload: z.string(),
  /** The version of the handler that sent it (out) or serves when it came (in). */
  version: z.number().int(),
  /** The line of the handler that sent it; null for what came in and for what no line of it sent. */
  line: z.number().int().nullable(),
});
export type Frame = z.infer<typeof frameSchema>;
