// The calls of DESIGN §5 that the page makes.
import { z } from "zod";
import { runResultSchema } from "../../server/protocol/checks.ts";
import { faultSchema, problemSchema, type Swap } from "../../server/protocol/host.ts";
import {
  addressesSchema,
  codeSchema,
  deviceCodeSchema,
  historySchema,
  preflightInfoSchema,
  progressSchema,
  redeemedSchema,
  savedCodeSchema,
} from "../../server/protocol/http.ts";
import { lessonSchema, lessonSummarySchema, type Style } from "../../server/protocol/lesson.ts";
import type { LoadReport } from "../state/draft.ts";
import { type Answer, type Call, call } from "./api.ts";

const courseSchema = z.union([
  z.array(lessonSummarySchema),
  z.object({ lessons: z.array(lessonSummarySchema) }).transform(({ lessons }) => lessons),
]);

const of = (slug: string): string => `/api/lessons/${encodeURIComponent(slug)}`;

export const getCourse = () => call(courseSchema, "/api/lessons");
export const getLesson = (slug: string) => call(lessonSchema, of(slug));
export const getProgress = () => call(progressSchema, "/api/progress");
export const getPreflight = () => call(preflightInfoSchema, "/preflight/info", { timeoutMs: 5_000 });
export const makeDeviceCode = () => call(deviceCodeSchema, "/api/progress/code", { method: "POST", body: {} });
export const getCode = (slug: string, style: Style) => call(codeSchema, `${of(slug)}/code?style=${style}`);
export const getHistory = (slug: string, style: Style) => call(historySchema, `${of(slug)}/history?style=${style}`);

/** 409 with `here` when this browser has work of its own and `replace` does not say that it may go. */
export function redeemCode(code: string, replace: boolean) {
  return call(redeemedSchema, "/api/progress/redeem", { method: "POST", body: { code, replace } });
}

export const getAddresses = () => call(addressesSchema, "/api/addresses");

/** Longer than a run may take, so that the server's word on it comes first. */
const runTimeoutMs = 40_000;

export function runChecks(slug: string, style: Style) {
  return call(runResultSchema, `${of(slug)}/checks`, { method: "POST", body: { style }, timeoutMs: runTimeoutMs });
}

export interface Save {
  readonly style: Style;
  readonly source: string;
  readonly swap: Swap;
}

/** A 422 that says `saved: true` is a save too: the text is kept, only it does not load. */
const savedAnywaySchema = z.looseObject({
  saved: z.literal(true),
  version: z.number().int(),
  serving: z.number().int(),
  problems: z.array(problemSchema),
  fault: faultSchema.nullable().default(null),
  loadMs: z.number().default(0),
});

export function saveCode(slug: string, save: Save): Promise<Answer<LoadReport>> {
  return saving(`${of(slug)}/code`, { method: "PUT", body: save });
}

/** Version 0 is the lesson's start. */
export function restoreCode(slug: string, style: Style, version: number): Promise<Answer<LoadReport>> {
  return saving(`${of(slug)}/restore`, { method: "POST", body: { style, version } });
}

async function saving(path: string, options: Call): Promise<Answer<LoadReport>> {
  const answer = await call(savedCodeSchema, path, options);
  if (answer.ok || answer.kind === "offline") return answer;
  const saved = savedAnywaySchema.safeParse(answer.problem);
  return saved.success ? { ok: true, value: saved.data } : answer;
}
