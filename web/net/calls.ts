// The HTTP calls that the page makes.
import { z } from "zod";
import { runResultSchema } from "../../server/protocol/checks.ts";
import type { Swap } from "../../server/protocol/host.ts";
import {
  type Conflict,
  codeSchema,
  deviceCodeSchema,
  historySchema,
  lastRunSchema,
  memberLessonSchema,
  preflightInfoSchema,
  progressSchema,
  publicOriginsSchema,
  redeemedSchema,
  saveResultSchema,
} from "../../server/protocol/http.ts";
import { lessonSchema, lessonSummarySchema, type Style } from "../../server/protocol/lesson.ts";
import { limitTable } from "../../server/protocol/limits.ts";
import {
  joinedSchema,
  joinInfoSchema,
  type joinSchema,
  type MemberCommand,
  ownWorkshopSchema,
} from "../../server/protocol/workshop.ts";
import type { LoadReport } from "../code/draft.ts";
import { type Answer, call, fetchFile } from "./api.ts";

const courseSchema = z.union([
  z.array(lessonSummarySchema),
  z.object({ lessons: z.array(lessonSummarySchema) }).transform(({ lessons }) => lessons),
]);

const of = (slug: string): string => `/api/lessons/${encodeURIComponent(slug)}`;
const ofMember = (workshop: string, member: string, slug: string): string =>
  `/api/workshops/${encodeURIComponent(workshop)}/members/${encodeURIComponent(member)}/lessons/${encodeURIComponent(slug)}`;

export const getCourse = () => call(courseSchema, "/api/lessons");
export const getLesson = (slug: string) => call(lessonSchema, of(slug));
export const getProgress = () => call(progressSchema, "/api/progress");
export const getPreflight = () => call(preflightInfoSchema, "/preflight/info", { timeoutMs: 5_000 });
export const makeDeviceCode = () => call(deviceCodeSchema, "/api/progress/code", { method: "POST", body: {} });

/** What a lesson's session asks of the server, at the path of the learner's own lesson or of a member's. */
function lessonCalls(path: string) {
  return {
    code: (style: Style) => call(codeSchema, `${path}/code?style=${style}`),
    /** Version 0 is the lesson's start. */
    version: (style: Style, version: number) => call(codeSchema, `${path}/code?style=${style}&version=${version}`),
    history: (style: Style) => call(historySchema, `${path}/history?style=${style}`),
    lastRun: () => call(lastRunSchema, `${path}/checks`),
    save: (save: Save) => saveCode(`${path}/code`, save),
  };
}

export type LessonCalls = Readonly<ReturnType<typeof lessonCalls>>;
export const ownLessonCalls = (slug: string): LessonCalls => lessonCalls(of(slug));
export const getCode = (slug: string, style: Style) => ownLessonCalls(slug).code(style);
/** For instructors: of a member of a workshop. */
export const memberLessonCalls = (workshop: string, member: string, slug: string): LessonCalls =>
  lessonCalls(ofMember(workshop, member, slug));
export const getMemberLesson = (workshop: string, member: string, slug: string) =>
  call(memberLessonSchema, ofMember(workshop, member, slug));

export function redeemCode(code: string, replace: boolean) {
  return call(redeemedSchema, "/api/progress/redeem", { method: "POST", body: { code, replace } });
}

export const getWorkshop = () => call(ownWorkshopSchema, "/api/workshop");
export const sendMemberCommand = (body: MemberCommand) =>
  call(ownWorkshopSchema, "/api/workshop/commands", { method: "POST", body });

export const getJoinInfo = (code: string) => call(joinInfoSchema, `/api/join/${encodeURIComponent(code)}`);
export const joinWorkshop = (body: z.input<typeof joinSchema>) =>
  call(joinedSchema, "/api/join", { method: "POST", body });

export const getPublicOrigins = () => call(publicOriginsSchema, "/api/origins");

/** Longer than the server lets a run take, so that the server reports the timeout. */
const runTimeoutMs = 40_000;

export function runChecks(slug: string, style: Style) {
  return call(runResultSchema, `${of(slug)}/checks`, { method: "POST", body: { style }, timeoutMs: runTimeoutMs });
}

export const lessonProject = (slug: string): string => `${of(slug)}/eject`;
export const draftProject = (draft: string): string => `/api/drafts/${encodeURIComponent(draft)}/eject`;
/** The learner's newest code of a lesson or a draft as a Node project, in a zip file. */
export const getProject = (path: string, style: Style) => fetchFile(`${path}?style=${style}`);

export interface Save {
  readonly style: Style;
  readonly source: string;
  readonly swap: Swap;
  /** The version that the text is based on. */
  readonly base: number;
  readonly aside?: boolean;
}

/** Newer code exists: nothing was saved. */
export type SaveConflict = Conflict & { readonly ok: false; readonly kind: "conflict" };
export type SaveAnswer = Answer<LoadReport> | SaveConflict;

async function saveCode(path: string, save: Save): Promise<SaveAnswer> {
  const answer = await call(saveResultSchema, path, { method: "PUT", body: save });
  if (!answer.ok) return tooLong(answer, save.source);
  const { value } = answer;
  return value.saved ? { ok: true, value } : { ok: false, kind: "conflict", ...value.conflict };
}

/** Adds the size: the server does not know it when it stops reading an oversized body. */
export function tooLong(answer: Exclude<Answer<LoadReport>, { ok: true }>, source: string): SaveAnswer {
  if (answer.kind !== "refused" || answer.problem.status !== 413) return answer;
  const most = z.number().catch(limitTable.sourceBytes.value).parse(answer.problem.value);
  const bytes = new TextEncoder().encode(source).length;
  if (bytes <= most) return answer;
  const [is, over, can] = [bytes, bytes - most, most].map((count) => count.toLocaleString("en"));
  const detail = `It is ${is} bytes, ${over} more than the limit of ${can}.`;
  return { ...answer, problem: { ...answer.problem, detail } };
}
