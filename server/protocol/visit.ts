// Visits: the server's own client sends a message to each member's server, and an instructor sees what comes back.
import { z } from "zod";

const textSchema = z.string().max(4_096);

/** `POST /api/workshops/:id/visit`. */
export const visitRequestSchema = z.strictObject({
  lesson: z.string().min(1).max(64),
  /** Follows the room in the URL, as for a client. */
  query: z.string().max(1_024).default(""),
  protocols: z.array(z.string().max(256)).max(16).default([]),
  send: textSchema,
  /** The whole text of a correct answer. Null: any message is one. */
  expect: textSchema.nullable().default(null),
  /** How long each server may take to answer. */
  timeoutMs: z.number().int().min(100).max(10_000).default(2_000),
});
export type VisitRequest = z.infer<typeof visitRequestSchema>;

export const visitOutcomes = ["crashed", "refused", "silent", "different", "correct", "waiting"] as const;
/**
 * `different`: it answered, but not with what was expected. `crashed`: a fault of the handler ended the connection.
 * `refused`: the handshake failed.
 */
export type VisitOutcome = (typeof visitOutcomes)[number];

const visitResultSchema = z.object({
  outcome: z.enum(visitOutcomes),
  /** The first answer, the reason of a refusal, or the fault; only its beginning. */
  text: z.string(),
});
export type VisitResult = z.infer<typeof visitResultSchema>;

export const visitSchema = z.object({
  request: visitRequestSchema,
  state: z.enum(["running", "done", "cancelled"]),
  /** By member. */
  results: z.record(z.string(), visitResultSchema),
});
export type Visit = z.infer<typeof visitSchema>;

/** Null: no visit yet. */
export const lastVisitSchema = z.object({ visit: visitSchema.nullable() });
