// Reports of the honest learners and the attackers to the bench.
import { z } from "zod";

const figure = z.union([z.number(), z.nan()]);
const countsSchema = z.array(z.tuple([z.string(), z.number()]));
const spreadSchema = z.object({ p50: figure, p95: figure, p99: figure, max: figure, count: z.number() });

export const crowdInputSchema = z.object({
  url: z.string(),
  learners: z.number(),
  /** Arrivals are spread over this time. */
  joinMs: z.number().default(1_000),
  /** Addresses of this machine, used in turn. */
  from: z.array(z.string()).default(["127.0.0.1"]),
  /** WebSocket clients of each learner. */
  clients: z.number().default(1),
  /** Whether each learner's page holds a live channel. */
  live: z.boolean().default(false),
  echoEveryMs: z.number(),
  /** 0: never. */
  saveEveryMs: z.number().default(0),
  checkEveryMs: z.number().default(0),
});
export type CrowdInput = z.infer<typeof crowdInputSchema>;

export const crowdReportSchema = z.object({
  /** Learners who arrived, saved and got a first echo. */
  joined: z.number(),
  joinMs: spreadSchema,
  /** From sending a message to its answer; across a reconnect, to the first answer after it. */
  echoMs: spreadSchema,
  saveMs: spreadSchema,
  /** Since the crowd arrived, across all periods. */
  wholeEchoMs: spreadSchema,
  wholeSaveMs: spreadSchema,
  checkMs: spreadSchema,
  /** Open connections that ended, by what ended and its close code. */
  disconnects: countsSchema,
  /** Requests and connections that were refused or failed, by what was said. */
  refusals: countsSchema,
  /** Acknowledged saves that the server no longer has. */
  lostSaves: z.number(),
  /** How late the crowd's own timers ran: the machine was that busy. */
  ownDelayP99Ms: figure,
});
export type CrowdReport = z.infer<typeof crowdReportSchema>;

/** How many learners had an answer on every client to a message sent after a moment, and when the last of them had. */
export const returnedSchema = z.object({ back: z.number(), lastAtMs: figure });
export type Returned = z.infer<typeof returnedSchema>;

export const attackInputSchema = z.object({
  url: z.string(),
  attacks: z.array(z.string()),
  /** Addresses of this machine, used in turn. */
  from: z.array(z.string()),
  /** The attack ends by itself after this time. */
  lastsMs: z.number(),
});
export type AttackInput = z.infer<typeof attackInputSchema>;

export const attackReportSchema = z.object({
  /** What it got done. */
  did: countsSchema,
  /** How it was refused. */
  refusals: countsSchema,
});
export type AttackReport = z.infer<typeof attackReportSchema>;
