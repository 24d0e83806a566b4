// Routes of workshops. Instructors sign in, create and delete workshops, send commands, present, and visit learners' servers;
// learners join one, see it, and raise a hand. Afterwards: results, everyone's code, an overview, and judging again.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { zipChunks } from "../../../eject/zip.ts";
import { lastVisitSchema, visitRequestSchema } from "../../../protocol/visit.ts";
import {
  commandResultSchema,
  createWorkshopSchema,
  instructorSchema,
  type Joined,
  joinedSchema,
  joinInfoSchema,
  joinSchema,
  lessonOutlinesSchema,
  memberCommandSchema,
  ownWorkshopSchema,
  presenterNotesSchema,
  rosterSnapshotSchema,
  signInSchema,
  workshopCommandSchema,
  workshopSummarySchema,
  workshopsSchema,
} from "../../../protocol/workshop.ts";
import {
  lastRegradingSchema,
  regradeSchema,
  workshopOverviewSchema,
  workshopResultsSchema,
} from "../../../protocol/workshop-results.ts";
import { fileName } from "../../../workshop/file-names.ts";
import { resultsCsv } from "../../../workshop/results.ts";
import { HttpProblem } from "../problem.ts";
import { type Call, del, get, type HttpDeps, post, type Route } from "../route.ts";

const notSignedIn = { 401: "No instructor is signed in." };
const noWorkshop = { ...notSignedIn, 404: "There is no such workshop." };

export const workshopRoutes: readonly Route[] = [
  get("/api/instructor", {
    summary: "The instructor who is signed in in this browser; null for none.",
    response: instructorSchema,
    handle: (call, { workshops: { instructors } }) => ({ name: instructors.nameOf(call.request.headers.cookie) }),
  }),
  post("/api/instructor/session", {
    summary: "Signs an instructor in for twelve hours: anyone with the token, under a name of their own.",
    body: signInSchema,
    response: instructorSchema,
    others: { 401: "The token is wrong.", 429: "Too many wrong tokens; see Retry-After." },
    handle: async (call, { workshops: { instructors }, gate: { origins } }) => {
      const { token, name } = call.body();
      const from = { address: call.address, secure: origins.isSecure(call.request) };
      call.response.append("Set-Cookie", await instructors.signIn(token, name, from));
      return { name };
    },
  }),
  del("/api/instructor/session", {
    summary: "Signs the instructor out: the session is not valid any more.",
    response: instructorSchema,
    handle: async (call, { workshops: { instructors }, gate: { origins } }) => {
      const { cookie } = call.request.headers;
      call.response.append("Set-Cookie", await instructors.signOut(cookie, origins.isSecure(call.request)));
      return { name: null };
    },
  }),
  get("/api/workshops", {
    summary: "All workshops, the newest first.",
    response: workshopsSchema,
    others: notSignedIn,
    handle: (call, { workshops: { all } }) => {
      call.instructor();
      return { workshops: all.list() };
    },
  }),
  post("/api/workshops", {
    summary: "Creates a workshop and its join code.",
    body: createWorkshopSchema,
    response: workshopSummarySchema,
    others: { ...notSignedIn, 503: "The server has too many workshops that have not ended." },
    handle: async (call, { workshops: { all } }) => {
      call.instructor();
      const { id } = await all.create(call.body());
      return all.summary(id);
    },
  }),
  get("/api/workshops/:id", {
    summary: "The workshop's whole state. Its events follow on the live channel.",
    response: rosterSnapshotSchema,
    others: noWorkshop,
    handle: (call) => call.workshop().roster,
  }),
  del("/api/workshops/:id", {
    summary:
      "Deletes the workshop with its events and members, and returns the others. What learners made stays theirs.",
    response: workshopsSchema,
    others: noWorkshop,
    handle: async (call, { workshops: { all } }) => {
      call.instructor();
      await all.delete(call.param("id"));
      return { workshops: all.list() };
    },
  }),
  post("/api/workshops/:id/commands", {
    summary: "Changes the workshop, or helps one of its members. The change is stored when this returns.",
    body: workshopCommandSchema,
    response: commandResultSchema,
    others: { ...noWorkshop, 409: "Not possible now: `detail` says why." },
    handle: (call, { workshops: { commands } }) => {
      const name = call.instructor();
      return commands.run(call.workshop(), call.body(), { name, learner: call.activeLearner() });
    },
  }),
];

export const presentingRoutes: readonly Route[] = [
  get("/api/workshops/:id/lessons", {
    summary: "The course's lessons in order, with the titles of their checks, and their steps.",
    response: lessonOutlinesSchema,
    others: noWorkshop,
    handle: (call, { course }) => {
      call.workshop();
      const lessons = course.lessons().flatMap(({ slug }) => course.lesson(slug) ?? []);
      return {
        lessons: lessons.map(({ slug, number, title, minutes, checks, steps }) => {
          return { slug, number, title, minutes, checks, steps };
        }),
      };
    },
  }),
  get("/api/workshops/:id/lessons/:slug/notes", {
    summary: "A lesson's notes for presenters, in the order of its text.",
    response: presenterNotesSchema,
    others: { ...notSignedIn, 404: "There is no such workshop or lesson." },
    handle: (call, { course }) => {
      call.workshop();
      return { notes: [...course.notes(call.lesson().slug)] };
    },
  }),
];

const noVisit = { ...notSignedIn, 404: "There is no such workshop, or no such lesson." };
const path = "/api/workshops/:id/visit";

export const visitRoutes: readonly Route[] = [
  get(path, {
    summary: "The last visit to the members' servers, also while it runs; null for none since the server started.",
    response: lastVisitSchema,
    others: noVisit,
    handle: (call, { workshops: { visits } }) => ({ visit: visits.jobs.last(call.workshop()) }),
  }),
  post(path, {
    summary: "Sends a message to each member's server, a few at a time, and collects what they answer.",
    body: visitRequestSchema,
    response: lastVisitSchema,
    others: { ...noVisit, 409: "A visit is running." },
    handle: (call, { workshops: { visits } }) => ({ visit: visits.start(call.workshop(), call.body()) }),
  }),
  del(path, {
    summary: "Cancels the visit. What has answered stays.",
    response: lastVisitSchema,
    others: noVisit,
    handle: (call, { workshops: { visits } }) => {
      const workshop = call.workshop();
      visits.jobs.cancel(workshop);
      return { visit: visits.jobs.last(workshop) };
    },
  }),
];

export const workshopResultRoutes: readonly Route[] = [
  get("/api/workshops/:id/results", {
    summary:
      "What each member has done, for a file. `format=csv` gives a row per member and lesson, for a spreadsheet.",
    query: z.object({ format: z.enum(["json", "csv"]).default("json") }),
    response: workshopResultsSchema,
    others: noWorkshop,
    handle: (call, deps) => {
      const workshop = call.workshop();
      const { format } = call.query();
      const results = deps.workshops.afterwards.results(workshop);
      call.response.attachment(`${fileName(workshop.state.title)} results.${format}`);
      if (format === "json") return results;
      call.response.type("text/csv; charset=utf-8").send(resultsCsv(results));
      return undefined;
    },
  }),
  get("/api/workshops/:id/code", {
    summary: "Everyone's newest code in a zip file: a folder per member and lesson, and `manifest.json`.",
    response: "zip",
    others: noWorkshop,
    handle: async (call, deps) => {
      const workshop = call.workshop();
      call.response.attachment(`${fileName(workshop.state.title)} code.zip`);
      const chunks = zipChunks(deps.workshops.afterwards.files(workshop));
      await pipeline(Readable.from(chunks, { objectMode: false }), call.response);
    },
  }),
  get("/api/workshops/:id/overview", {
    summary: "Which checks failed most members, how long the steps took, and how long hands waited.",
    response: workshopOverviewSchema,
    others: noWorkshop,
    handle: (call, deps) => deps.workshops.afterwards.overview(call.workshop()),
  }),
  get("/api/workshops/:id/regrade", {
    summary: "The progress of the last regrading since the server started.",
    response: lastRegradingSchema,
    others: noWorkshop,
    handle: (call, deps) => ({ regrading: deps.workshops.regradings.jobs.last(call.workshop()) }),
  }),
  post("/api/workshops/:id/regrade", {
    summary: "Judges everyone's newest code of a lesson again, for example after one of its checks was corrected.",
    body: regradeSchema,
    response: lastRegradingSchema,
    others: { ...noWorkshop, 409: "Another regrading is running." },
    handle: (call, deps) => {
      const workshop = call.workshop();
      return { regrading: deps.workshops.regradings.start(workshop, call.body().lesson) };
    },
  }),
  del("/api/workshops/:id/regrade", {
    summary: "Stops a regrading after the member that it judges now. What was judged remains.",
    response: lastRegradingSchema,
    others: noWorkshop,
    handle: (call, deps) => {
      const workshop = call.workshop();
      const { jobs } = deps.workshops.regradings;
      jobs.cancel(workshop);
      return { regrading: jobs.last(workshop) };
    },
  }),
];

const tooMany = { 429: "Too many wrong codes; see Retry-After." };

export const joinRoutes: readonly Route[] = [
  get("/api/join/:code", {
    summary: "The workshop of a join code, and who this browser is in it.",
    response: joinInfoSchema,
    others: { 404: "The code is wrong or has expired.", ...tooMany },
    handle: (call, { workshops: { joining } }) => {
      const visitor = { address: call.address, learner: call.knownLearner() };
      const info = joining.info(call.param("code"), visitor);
      if (info === null) throw new HttpProblem(404, "This code is wrong or has expired.", { name: "unknown-code" });
      return info;
    },
  }),
  post("/api/join", {
    summary:
      "Joins a workshop, or returns to it: from the same browser without further codes, from another one with the personal code, which makes that browser the member's learner. If its own learner has saved code, the result is `would-replace` unless the request sets `replace`.",
    body: joinSchema,
    response: joinedSchema,
    others: {
      403: "The instructor has blocked this member, or has closed joining.",
      ...tooMany,
      503: "The workshop has too many members.",
    },
    handle: join,
  }),
  get("/api/workshop", {
    summary: "The workshop that this learner is in.",
    response: ownWorkshopSchema,
    handle: async (call, { workshops: { all } }) => {
      const learner = call.knownLearner();
      return { view: learner === null ? null : await all.viewOf(learner, (room) => call.roomUrl(room)) };
    },
  }),
  post("/api/workshop/commands", {
    summary: "Raises or lowers this member's hand, answers a request to edit, or leaves the workshop.",
    body: memberCommandSchema,
    response: ownWorkshopSchema,
    others: { 409: "Not possible now: `detail` says why.", 429: "Too many commands; see Retry-After." },
    handle: async (call, { workshops: { all, commands } }) => {
      const command = call.body();
      const learner = call.knownLearner();
      await commands.runOwn(learner ?? "", command);
      return { view: await all.viewOf(learner ?? "", (room) => call.roomUrl(room)) };
    },
  }),
];

async function join(
  call: Call<ReturnType<typeof joinSchema.parse>, never>,
  { gate, workshops: { all, joining } }: HttpDeps,
): Promise<Joined> {
  const known = call.knownLearner();
  const visitor = { address: call.address, learner: known, admit: () => call.activeLearner() };
  const outcome = await joining.join(call.body(), visitor);
  if (outcome.result !== "joined") return outcome;
  const { learner, personalCode } = outcome;
  const isOther = known !== null && learner !== known;
  if (isOther || (known === null && personalCode === null)) {
    call.response.append("Set-Cookie", gate.sessions.cookieOf(learner, gate.origins.isSecure(call.request)));
  }
  const view = await all.viewOf(learner, (room) => call.roomUrl(room));
  if (view === null) throw new HttpProblem(409, "You left this workshop meanwhile. Join again.");
  return { result: "joined", view, personalCode };
}
