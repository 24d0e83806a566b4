// Lessons, and a learner's work on them and on the cells of guides: code, history, checks. For instructors: that of a member, and
// saves by consent.
import { z } from "zod";
import { loadCellSchema, loadedCellSchema } from "../../../protocol/cell.ts";
import { runResultSchema } from "../../../protocol/checks.ts";
import {
  type Code,
  codeSchema,
  type History,
  helpSaveSchema,
  historySchema,
  type LastRun,
  lastRunSchema,
  memberLessonSchema,
  restoreSchema,
  runChecksSchema,
  saveCodeSchema,
  savedCodeSchema,
  saveResultSchema,
} from "../../../protocol/http.ts";
import {
  type Lesson,
  lessonSchema,
  lessonSummarySchema,
  type Style,
  styleSchema,
  styles,
} from "../../../protocol/lesson.ts";
import { cellLesson } from "../../../protocol/lesson-names.ts";
import type { StoredCode } from "../../learning/learner-code.ts";
import { HttpProblem } from "../problem.ts";
import { type Call, get, type HttpDeps, post, put, type Route } from "../route.ts";

const styleQuery = z.object({ style: styleSchema });
const codeQuery = styleQuery.extend({ version: z.coerce.number().int().min(0).optional() });
const noLesson = { 404: "There is no such lesson." };
const noVersion = { 404: "There is no such lesson or version." };
const tooLong = { 413: "The source exceeds its limit; nothing was saved." };
const tooManyLearners = { 429: "The address has too many learners; see Retry-After." };
const tooMany = { 429: "The address has too many learners or saves; see Retry-After." };

/** The response's form of stored code. */
export async function codeFor(
  { registry }: HttpDeps,
  call: Call,
  { learner, slug, code }: { readonly learner: string; readonly slug: string; readonly code: StoredCode },
): Promise<Code> {
  const room = await registry.idOf(learner, slug);
  return { ...code, room, url: call.roomUrl(room) };
}

/** The learner's newest code in a style, or one version of it. Throws a 404 for one that does not exist. */
async function savedFor(
  deps: HttpDeps,
  call: Call,
  { learner, lesson }: { readonly learner: string; readonly lesson: Lesson },
  { style, version }: z.infer<typeof codeQuery>,
): Promise<Code> {
  const code =
    version === undefined
      ? await deps.code.newest(learner, lesson, style)
      : await deps.code.version(learner, lesson, style, version);
  return codeFor(deps, call, { learner, slug: lesson.slug, code });
}

async function historyOf({ store }: HttpDeps, learner: string, slug: string, style: Style): Promise<History> {
  return { style, snapshots: [...(await store.history(learner, slug, style))] };
}

async function lastRunOf({ store }: HttpDeps, learner: string, slug: string): Promise<LastRun> {
  const [result, progress] = await Promise.all([store.latestResult(learner, slug), store.progress(learner)]);
  const done = progress.lessons.some((lesson) => lesson.slug === slug && lesson.done);
  if (result === null || result.version === 0) return { result, judged: null, done };
  const judged = await store.codeVersion(learner, slug, result.version);
  return { result, judged: judged?.source ?? null, done };
}

export const lessonRoutes: readonly Route[] = [
  get("/api/lessons", {
    summary: "The course, in order.",
    response: z.object({ lessons: z.array(lessonSummarySchema) }),
    handle: (call, { course }) => {
      call.learner();
      return { lessons: [...course.lessons()] };
    },
  }),
  get("/api/lessons/:slug", {
    summary: "One lesson: text, listings, checks, hints.",
    response: lessonSchema,
    others: noLesson,
    handle: (call) => {
      call.learner();
      return call.lessonOrDraft();
    },
  }),
  get("/api/lessons/:slug/code", {
    summary: "The learner's newest code, or one version of it. Version 0 is the lesson's start.",
    query: codeQuery,
    response: codeSchema,
    others: noVersion,
    handle: (call, deps) => {
      const lesson = call.lessonOrDraft();
      return savedFor(deps, call, { learner: call.learner(), lesson }, call.query());
    },
  }),
  put("/api/lessons/:slug/code", {
    summary:
      "Saves code, then loads it into the learner's room. Code that does not run is saved too and reported in `problems` and `fault`; the last good version keeps serving. If newer code than `base` exists, nothing is saved and the response contains the `conflict`.",
    body: saveCodeSchema,
    response: saveResultSchema,
    others: { ...noLesson, ...tooLong, ...tooMany },
    handle: async (call, { learning }) => {
      const body = call.body();
      const { slug: lesson } = call.lessonOrDraft();
      const result = await learning.saves.save({ ...body, lesson, learner: call.activeLearner() });
      return result.saved ? { ...result, url: call.roomUrl(result.room) } : result;
    },
  }),
  get("/api/lessons/:slug/history", {
    summary: "Saved versions, newest first.",
    query: styleQuery,
    response: historySchema,
    others: noLesson,
    handle: (call, deps) => {
      const { style } = call.query();
      const { slug } = call.lessonOrDraft();
      return historyOf(deps, call.learner(), slug, style);
    },
  }),
  post("/api/lessons/:slug/restore", {
    summary: "Saves an earlier version as the newest and loads it. Version 0 is the lesson's start.",
    body: restoreSchema,
    response: savedCodeSchema,
    others: { ...noVersion, ...tooLong, ...tooMany },
    handle: async (call, { code, learning }) => {
      const { style, version } = call.body();
      const lesson = call.lessonOrDraft();
      const learner = call.activeLearner();
      const { source } = await code.version(learner, lesson, style, version);
      const result = await learning.saves.save({ learner, lesson: lesson.slug, style, source, swap: "keep" });
      if (!result.saved) throw new Error("A save without a base cannot conflict.");
      return { ...result, url: call.roomUrl(result.room) };
    },
  }),
  get("/api/lessons/:slug/checks", {
    summary: "The newest run and the code that it checked.",
    response: lastRunSchema,
    others: noLesson,
    handle: (call, deps) => {
      const { slug } = call.lesson();
      return lastRunOf(deps, call.learner(), slug);
    },
  }),
  post("/api/lessons/:slug/checks", {
    summary:
      "Runs the checks on the learner's newest code. A newer run cancels this one. Checks of steps that a workshop's instructor has not opened are skipped.",
    body: runChecksSchema,
    response: runResultSchema,
    others: {
      ...noLesson,
      423: "The workshop is paused, or its instructor has not opened this lesson.",
      ...tooMany,
      503: "Too many others run their checks, or the server lost the process that ran the code; see Retry-After.",
    },
    handle: (call, { gate, learning, workshops }) => {
      const { style } = call.body();
      const lesson = call.lesson();
      const learner = call.activeLearner();
      workshops.all.assertMayRun(learner, lesson.slug);
      gate.pageHandshakes.assume(learner, call.origin, call.address);
      return learning.runs.run(learner, lesson, style, workshops.all.closedChecks(learner, lesson));
    },
  }),
  get("/api/lessons/:slug/eject", {
    summary:
      "The learner's newest code as a Node project in a zip file: the handler, the lesson's checks as its tests, and the library that both import. The same code gives the same bytes.",
    query: styleQuery,
    response: "zip",
    others: { ...noLesson, 422: "Node could not run this code: `detail` says what to change.", ...tooManyLearners },
    handle: async (call, { learning }) => {
      const { style } = call.query();
      const lesson = call.lesson();
      const { name, zip } = await learning.projects.ofLesson(call.activeLearner(), lesson, style);
      call.response.attachment(name).send(zip);
    },
  }),
];

/** Cells of guides and of the reference: a visitor's own version of a program, run in a room of the visitor's own. */
export const cellRoutes: readonly Route[] = [
  put("/api/cells/:id/code", {
    summary:
      "Loads code into the visitor's room for this cell, in place of what ran there. Nothing is stored. Code that does not run is reported in `problems` and `fault`.",
    body: loadCellSchema,
    response: loadedCellSchema,
    others: {
      404: "There is no such cell.",
      413: "The source exceeds its limit; nothing was loaded.",
      429: "The address has too many learners or saves, or too many runs of this cell wait; see Retry-After.",
    },
    handle: async (call, { course, learning }) => {
      const { source } = call.body();
      const id = call.param("id");
      const lesson = cellLesson(id);
      if (course.cell(lesson) === undefined)
        throw new HttpProblem(404, `There is no cell "${id.slice(0, 64)}".`, { name: "no-cell" });
      const loaded = await learning.unstoredRooms.load({ learner: call.activeLearner(), lesson, source });
      return { ...loaded, url: call.roomUrl(loaded.room) };
    },
  }),
];

const memberBase = "/api/workshops/:id/members/:member/lessons/:slug";
const noMember = {
  401: "No instructor is signed in.",
  404: "There is no such workshop, member in it, lesson or version.",
  409: "The workshop has ended.",
};

/** The learner of the address. Throws unless an instructor is signed in and the learner is in that workshop now. */
function memberOf(call: Call, { workshops: { helping } }: HttpDeps) {
  call.instructor();
  return helping.learnerOf({ workshop: call.param("id"), member: call.param("member") });
}

export const memberRoutes: readonly Route[] = [
  get(memberBase, {
    summary: "A member's lesson: their code in both styles, the newest run with its transcripts, and the history.",
    query: styleQuery.partial(),
    response: memberLessonSchema,
    others: noMember,
    handle: async (call, deps) => {
      const { code: codes } = deps;
      const learner = memberOf(call, deps);
      const lesson = call.lesson();
      const { slug } = lesson;
      const style = call.query().style ?? (await codes.current(learner, lesson)).style;
      const code = async (wanted: typeof style) =>
        codeFor(deps, call, { learner, slug, code: await codes.newest(learner, lesson, wanted) });
      const [own, other, last, history] = await Promise.all([
        code(style),
        code(styles.find((each) => each !== style) ?? style),
        lastRunOf(deps, learner, slug),
        historyOf(deps, learner, slug, style),
      ]);
      return { code: own, other, last, history };
    },
  }),
  get(`${memberBase}/code`, {
    summary: "A member's newest code in a style, or one version of it. Version 0 is the lesson's start.",
    query: codeQuery,
    response: codeSchema,
    others: noMember,
    handle: async (call, deps) => {
      const learner = memberOf(call, deps);
      return savedFor(deps, call, { learner, lesson: call.lesson() }, call.query());
    },
  }),
  get(`${memberBase}/history`, {
    summary: "A member's saved versions, newest first.",
    query: styleQuery,
    response: historySchema,
    others: noMember,
    handle: async (call, deps) => {
      const learner = memberOf(call, deps);
      return historyOf(deps, learner, call.lesson().slug, call.query().style);
    },
  }),
  get(`${memberBase}/checks`, {
    summary: "A member's newest run and the code that it checked.",
    response: lastRunSchema,
    others: noMember,
    handle: (call, deps) => lastRunOf(deps, memberOf(call, deps), call.lesson().slug),
  }),
  put(`${memberBase}/code`, {
    summary:
      "Saves code for a member who has agreed to it, as their newest version with the instructor's name, and loads it. If the member has newer code than `base`, nothing is saved and the response contains the `conflict`.",
    body: helpSaveSchema,
    response: saveResultSchema,
    others: { ...noMember, 403: "The member has not agreed, or not any more.", 413: "The source exceeds its limit." },
    handle: async (call, deps) => {
      const by = call.instructor();
      const learner = memberOf(call, deps);
      const { slug: lesson } = call.lesson();
      const at = { workshop: call.param("id"), member: call.param("member") };
      deps.workshops.helping.requireConsent(at, lesson, call.activeLearner());
      const result = await deps.learning.saves.save({ ...call.body(), lesson, learner, by });
      return result.saved ? { ...result, url: call.roomUrl(result.room) } : result;
    },
  }),
];
