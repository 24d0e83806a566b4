// A member's lesson for instructors: code, history and results, and saves by consent.
import { z } from "zod";
import {
  codeSchema,
  helpSaveSchema,
  historySchema,
  lastRunSchema,
  memberLessonSchema,
  saveResultSchema,
} from "../../../protocol/http.ts";
import { styleSchema, styles } from "../../../protocol/lesson.ts";
import { type Call, get, type HttpDeps, put, type Route } from "../route.ts";
import { codeFor, lastRunOf, savedFor } from "./lessons.ts";

const base = "/api/workshops/:id/members/:member/lessons/:slug";
const styleQuery = z.object({ style: styleSchema });
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
  get(base, {
    summary: "A member's lesson: their code in both styles, the newest run with its transcripts, and the history.",
    query: styleQuery.partial(),
    response: memberLessonSchema,
    others: noMember,
    handle: async (call, deps) => {
      const { code: codes, store } = deps;
      const learner = memberOf(call, deps);
      const lesson = call.lesson();
      const { slug } = lesson;
      const style = call.query().style ?? (await codes.current(learner, lesson)).style;
      const code = async (wanted: typeof style) =>
        codeFor(deps, call, { learner, slug, code: await codes.newest(learner, lesson, wanted) });
      const [own, other, last, snapshots] = await Promise.all([
        code(style),
        code(styles.find((each) => each !== style) ?? style),
        lastRunOf(deps, learner, slug),
        store.history(learner, slug, style),
      ]);
      return { code: own, other, last, history: { style, snapshots: [...snapshots] } };
    },
  }),
  get(`${base}/code`, {
    summary: "A member's newest code in a style, or one version of it. Version 0 is the lesson's start.",
    query: styleQuery.extend({ version: z.coerce.number().int().min(0).optional() }),
    response: codeSchema,
    others: noMember,
    handle: async (call, deps) => {
      const learner = memberOf(call, deps);
      return savedFor(deps, call, { learner, lesson: call.lesson() }, call.query());
    },
  }),
  get(`${base}/history`, {
    summary: "A member's saved versions, newest first.",
    query: styleQuery,
    response: historySchema,
    others: noMember,
    handle: async (call, deps) => {
      const learner = memberOf(call, deps);
      const { style } = call.query();
      return { style, snapshots: [...(await deps.store.history(learner, call.lesson().slug, style))] };
    },
  }),
  get(`${base}/checks`, {
    summary: "A member's newest run and the code that it checked.",
    response: lastRunSchema,
    others: noMember,
    handle: (call, deps) => lastRunOf(deps, memberOf(call, deps), call.lesson().slug),
  }),
  put(`${base}/code`, {
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
