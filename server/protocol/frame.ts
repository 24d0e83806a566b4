// One WebSocket frame as on the wire, for the wire panel and transcripts.
import { z } from "zod";

export const frameSchema = z.object({
  peer: z.number().int(),
  /** `in`: from the client to the handler. */
  direction: z.enum(["in", "out"]),
  atMs: z.number(),
  opcode: z.number().int().min(0).max(15),
  fin: z.boolean(),
  masked: z.boolean(),
  /** The length of the payload on the wire; `payload` may be cut. */
  length: z.number().int(),
  /** Unmasked payload, base64, at most the first 4 KiB. */
  payload: z.string(),
  /** The handler version that sent it (out) or was running when it arrived (in). */
  version: z.number().int(),
  /** The line of the handler that sent it; null for incoming frames and for frames that ws101 sent. */
  line: z.number().int().nullable(),
});
export type Frame = z.infer<typeof frameSchema>;
