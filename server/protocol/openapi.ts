// The HTTP API as OpenAPI 3.1, made from the schemas that the server itself parses with.
import { z } from "zod";
import { runResultSchema } from "./checks.ts";
import {
  addressesSchema,
  codeSchema,
  deviceCodeSchema,
  historySchema,
  lastRunSchema,
  preflightInfoSchema,
  problemDetailsSchema,
  progressSchema,
  redeemedSchema,
  redeemSchema,
  restoreSchema,
  runChecksSchema,
  saveCodeSchema,
  savedCodeSchema,
  saveResultSchema,
} from "./http.ts";
import { lessonSchema, lessonSummarySchema, styles } from "./lesson.ts";
import { tourKeys } from "./tour.ts";

interface Call {
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType | "text" | "html" | "script" | "picture";
  /** What else is answered, by status. */
  readonly else?: Readonly<Record<number, string>>;
  readonly query?: Readonly<Record<string, Query>>;
}

interface Query {
  /** Absent for a number. */
  readonly values?: readonly string[];
  readonly required: boolean;
}

const style = { style: { values: styles, required: true } };
const noLesson = { 404: "There is no lesson of that name." };
const noCard = { 304: "The same as before.", 404: "There is no lesson of that name." };
const noPlayer = { 404: "There is no such player any more: the frame names the one there is." };
const noRoom = { 404: "That cannot be the name of a room." };
const tooLong = { 413: "The source exceeds its limit; nothing was saved." };

const calls: Readonly<Record<string, Readonly<Record<string, Call>>>> = {
  "/healthz": { get: { summary: "The process is alive.", answer: "text" } },
  "/readyz": { get: { summary: "Rooms can be opened.", answer: "text", else: { 503: "Not now, and why." } } },
  "/metrics": {
    get: {
      summary: "Counters in Prometheus' text format, for this machine or whoever brings METRICS_TOKEN as a bearer.",
      answer: "text",
      else: { 403: "Asked from elsewhere, or without the token." },
    },
  },
  "/api/lessons": {
    get: { summary: "The course, in its order.", answer: z.object({ lessons: z.array(lessonSummarySchema) }) },
  },
  "/api/lessons/{slug}": {
    get: { summary: "One lesson: text, listings, checks, hints.", answer: lessonSchema, else: noLesson },
  },
  "/api/lessons/{slug}/code": {
    get: {
      summary:
        "The learner's code, or a version of it; 0 is the lesson's start, as is code of which nothing was saved.",
      answer: codeSchema,
      query: { ...style, version: { required: false } },
      else: { 404: "There is no such lesson or version." },
    },
    put: {
      summary:
        "Saves code, then loads it into the learner's room. Code that does not run is saved all the same (`problems`, `fault`, `serving`); newer code than `base` is a conflict, and nothing is saved.",
      body: saveCodeSchema,
      answer: saveResultSchema,
      else: { ...noLesson, ...tooLong },
    },
  },
  "/api/lessons/{slug}/history": {
    get: { summary: "Saved versions, newest first.", answer: historySchema, query: style, else: noLesson },
  },
  "/api/lessons/{slug}/restore": {
    post: {
      summary: "Saves an earlier version again and loads it; 0 is the lesson's start.",
      body: restoreSchema,
      answer: savedCodeSchema,
      else: { ...tooLong, 404: "There is no such lesson or version." },
    },
  },
  "/api/lessons/{slug}/checks": {
    get: { summary: "The newest run and the code it judged.", answer: lastRunSchema, else: noLesson },
    post: {
      summary: "Runs the checks on the learner's code; a newer run cancels this one.",
      body: runChecksSchema,
      answer: runResultSchema,
      else: noLesson,
    },
  },
  "/api/progress": { get: { summary: "What this learner has done.", answer: progressSchema } },
  "/api/progress/code": {
    post: {
      summary: "A code that moves this learner to another device: once, within ten minutes.",
      answer: deviceCodeSchema,
    },
  },
  "/api/progress/redeem": {
    post: {
      summary: "Makes this browser the learner whose code it brings.",
      body: redeemSchema,
      answer: redeemedSchema,
      else: {
        429: "Too many wrong codes; Retry-After says when to come again.",
      },
    },
  },
  "/preflight/info": {
    get: { summary: "How this request reached the server, to find a proxy in between.", answer: preflightInfoSchema },
  },
  "/preflight/socket": {
    get: {
      summary: "With `Upgrade: websocket`: an echo to try the network with, for a minute.",
      answer: "text",
      else: {
        101: "The socket is open; 1013 closes one too many.",
        403: "A foreign page.",
        426: "No upgrade was asked for.",
      },
    },
  },
  "/card/{slug}.png": {
    get: {
      summary: "A picture of 1200 × 630 to share a lesson with; `course` is the whole course.",
      answer: "picture",
      else: noCard,
    },
  },
  "/embed/{slug}": {
    get: {
      summary: "A walkthrough alone, for a frame in any page; unknown values are as good as none (docs/embedding.md).",
      answer: "html",
      query: {
        listing: { values: tourKeys, required: false },
        step: { required: false },
        theme: { values: ["light", "dark"], required: false },
        autoplay: { values: ["0", "1"], required: false },
      },
      else: { 304: "The same as before." },
    },
  },
  "/embed/{player}.js": {
    get: { summary: "The script of framed walkthroughs, by the hash in its name.", answer: "script", else: noPlayer },
  },
  "/api/addresses": {
    get: {
      summary: "By which origins other machines reach this server.",
      answer: addressesSchema,
      else: { 401: "Nobody's cookie." },
    },
  },
  "/phone/{room}": {
    get: { summary: "A small page with one client of the room, for a phone.", answer: "html", else: noRoom },
  },
  "/ws/{room}": {
    get: {
      summary: "With `Upgrade: websocket`: the learner's endpoint. Any client may connect.",
      answer: "text",
      else: {
        101: "The socket is open.",
        403: "A foreign page.",
        404: "No such room.",
        426: "No upgrade was asked for.",
        503: "A limit, by name, or a stopped handler.",
      },
    },
  },
  "/live": {
    get: {
      summary: "With `Upgrade: websocket`: the page's own channel (server/protocol/live.ts).",
      answer: "text",
      else: { 101: "The channel is open.", 403: "A foreign page.", 426: "No upgrade was asked for." },
    },
  },
};

/** A plain JSON document; the same for the same schemas. */
export function openApi(): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "ws101",
      version: "1",
      description: "A learner is a signed cookie, made on the first visit. Errors are problem details (RFC 9457).",
    },
    paths: Object.fromEntries(
      Object.entries(calls).map(([path, methods]) => [
        path,
        Object.fromEntries(Object.entries(methods).map(([method, call]) => [method, operation(path, call)])),
      ]),
    ),
  };
}

function operation(path: string, { summary, body, answer, query = {}, else: others = {} }: Call): object {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) =>
    parameter(name ?? "", "path", { type: "string" }, true),
  );
  const asked = Object.entries(query).map(([name, { values, required }]) =>
    parameter(name, "query", values ? { type: "string", enum: values } : { type: "integer", minimum: 0 }, required),
  );
  const problem = { "application/problem+json": { schema: schemaOf(problemDetailsSchema, "output") } };
  return {
    summary,
    ...(named.length + asked.length > 0 && { parameters: [...named, ...asked] }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } },
    }),
    responses: {
      ...(!(101 in others) && { 200: { description: "Done.", content: contentOf(answer) } }),
      ...Object.fromEntries(
        Object.entries(others).map(([status, description]) => [
          status,
          status < "400" ? { description } : { description, content: problem },
        ]),
      ),
    },
  };
}

function parameter(name: string, where: string, schema: object, required: boolean): object {
  return { name, in: where, required, schema };
}

const media = { text: "text/plain", html: "text/html", script: "text/javascript", picture: "image/png" } as const;

function contentOf(answer: Call["answer"]): object {
  if (typeof answer === "string") return { [media[answer]]: { schema: { type: "string" } } };
  return { "application/json": { schema: schemaOf(answer, "output") } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io, reused: "inline" });
  return rest;
}
