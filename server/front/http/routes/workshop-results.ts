// What a workshop leaves: results, everyone's code, an overview, and judging again.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { zipChunks } from "../../../eject/zip.ts";
import {
  lastRegradingSchema,
  regradeSchema,
  workshopOverviewSchema,
  workshopResultsSchema,
} from "../../../protocol/workshop-results.ts";
import { fileName } from "../../../workshop/file-names.ts";
import { resultsCsv } from "../../../workshop/results.ts";
import { del, get, post, type Route } from "../route.ts";
import { noWorkshop } from "./workshops.ts";

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
