// An HTTP route: method, path, schemas, summary and handler in one place. Routing and OpenAPI derive from it.
import type { Request, RequestHandler, Response } from "express";
import type { Logger } from "pino";
import type { z } from "zod";
import type { Config } from "../../config.ts";
import type { Course } from "../../course/load.ts";
import { isCourseLesson, type Lesson } from "../../protocol/lesson.ts";
import type { Store } from "../../store/store.ts";
import type { Hosts } from "../fleet/hosts.ts";
import type { Gate } from "../gate/gate.ts";
import type { LearnerCode } from "../learning/learner-code.ts";
import type { Learning } from "../learning/learning.ts";
import type { Pages } from "../pages/pages.ts";
import type { Playground } from "../playground/parts.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { WorkshopParts } from "../workshops/parts.ts";
import type { Workshop } from "../workshops/workshop.ts";
import { sendText } from "./encoding.ts";
import type { Metrics } from "./metrics.ts";
import { HttpProblem } from "./problem.ts";
import type { FrontServer } from "./server.ts";

export interface HttpDeps {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly server: FrontServer;
  readonly hosts: Hosts;
  readonly course: Course;
  readonly store: Store;
  readonly gate: Gate;
  readonly registry: RoomRegistry;
  readonly code: LearnerCode;
  readonly learning: Learning;
  readonly pages: Pages;
  readonly workshops: WorkshopParts;
  readonly playground: Playground;
}

export type Method = "get" | "put" | "post" | "patch" | "delete";
/** What a handler sends itself, by media type. */
export type OwnResponse = "text" | "html" | "script" | "image" | "zip" | "upgrade";

/** What OpenAPI documents of a route. */
export interface RouteDescription {
  readonly method: Method;
  /** In Express's syntax. */
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType | undefined;
  readonly query?: z.ZodObject | undefined;
  readonly response: z.ZodType | OwnResponse;
  /** Other responses, by status. */
  readonly others?: Readonly<Record<number, string>>;
}

export interface Route extends RouteDescription {
  createHandler(deps: HttpDeps): RequestHandler;
}

interface Definition<Body, Query, Output> extends RouteDescription {
  readonly body?: z.ZodType<Body> | undefined;
  readonly query?: (z.ZodObject & z.ZodType<Query>) | undefined;
  readonly response: z.ZodType<unknown, Output> | OwnResponse;
  /** Returns the JSON for the response, or sends the response itself. Errors are sent as problem details. */
  handle(call: Call<Body, Query>, deps: HttpDeps): Output | Promise<Output>;
}

export function route<Output = void, Body = never, Query = never>(definition: Definition<Body, Query, Output>): Route {
  const { handle, ...description } = definition;
  return {
    ...description,
    createHandler: (deps) => async (request, response) => {
      const result = await handle(new Call(deps, request, response, definition), deps);
      if (result !== undefined) await sendText(request, response, "json", JSON.stringify(result));
    },
  };
}

interface Schemas<Body, Query> {
  readonly body?: z.ZodType<Body> | undefined;
  readonly query?: z.ZodType<Query> | undefined;
}

/** One request to a route. */
export class Call<Body, Query> {
  readonly request: Request;
  readonly response: Response;
  readonly #deps: HttpDeps;
  readonly #schemas: Schemas<Body, Query>;

  constructor(deps: HttpDeps, request: Request, response: Response, schemas: Schemas<Body, Query>) {
    this.#deps = deps;
    this.request = request;
    this.response = response;
    this.#schemas = schemas;
  }

  /** The parsed JSON body. Throws 415 for another media type and 400 for a body that does not fit the schema. */
  body(): Body {
    if (this.request.is("application/json") === false || this.request.body === undefined) {
      throw new HttpProblem(415, "Send JSON with `Content-Type: application/json`.");
    }
    return parse(this.#schemas.body, this.request.body);
  }

  query(): Query {
    return parse(this.#schemas.query, this.request.query);
  }

  /** The parameter of the path. */
  param(name: string): string {
    return String(this.request.params[name]);
  }

  /** A lesson of the course. Throws a 404 for none. */
  lesson(): Lesson {
    const lesson = this.lessonOrDraft();
    if (isCourseLesson(lesson.slug)) return lesson;
    throw new HttpProblem(404, "A draft of the playground has none of this.", { name: "no-lesson" });
  }

  /** Whether a draft exists is not known before its room is asked for. */
  lessonOrDraft(): Lesson {
    const slug = this.param("slug");
    const lesson = this.#deps.course.lesson(slug);
    if (lesson !== undefined) return lesson;
    throw new HttpProblem(404, `There is no lesson "${slug.slice(0, 64)}".`, { name: "no-lesson" });
  }

  /** The learner of the session cookie; null on a first visit. */
  knownLearner(): string | null {
    const { sessions, networks, origins } = this.#deps.gate;
    const learner = sessions.learnerOf(this.request.headers.cookie);
    if (learner !== null) networks.note(learner, origins.clientOf(this.request));
    return learner;
  }

  /** The learner of the session cookie. A first visit creates a learner and sets the cookie. */
  learner(): string {
    const known = this.knownLearner();
    if (known !== null) return known;
    const { sessions, networks, origins } = this.#deps.gate;
    const { learner, setCookie } = sessions.issue(origins.isSecure(this.request));
    networks.note(learner, origins.clientOf(this.request));
    this.response.append("Set-Cookie", setCookie);
    return learner;
  }

  /**
   * The learner for whom this request stores, opens or runs something. Throws a 429 if its address already has too many,
   * before a new learner is created.
   */
  activeLearner(): string {
    const { budgets, sessions, networks, origins } = this.#deps.gate;
    const known = this.knownLearner();
    const address = origins.clientOf(this.request);
    const { learner, setCookie } = known === null ? sessions.issue(origins.isSecure(this.request)) : { learner: known };
    networks.note(learner, address);
    budgets.admit(learner);
    if (setCookie !== undefined) this.response.append("Set-Cookie", setCookie);
    return learner;
  }

  /** The name of the instructor who is signed in. Throws a 401 for none. */
  instructor(): string {
    const name = this.#deps.workshops.instructors.nameOf(this.request.headers.cookie);
    if (name === null) throw new HttpProblem(401, "Sign in as an instructor first.", { name: "not-signed-in" });
    return name;
  }

  /** The workshop of the path, for any instructor. Throws a 401 for others, and a 404 for no such workshop. */
  workshop(): Workshop {
    this.instructor();
    return this.#deps.workshops.all.get(this.param("id"));
  }

  /** The room's URL at the origin of this request. */
  roomUrl(room: string): string {
    return this.#deps.gate.origins.roomUrl(this.request, room);
  }
}

function parse<Out>(schema: z.ZodType<Out> | undefined, value: unknown): Out {
  if (schema === undefined) throw new Error("The route has no schema for this.");
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const [first] = issues;
  const detail = `${first?.path.join(".") || "The request"} is not valid: ${first?.message ?? "it cannot be read"}.`;
  const members = {
    issues: issues.slice(0, 10).map(({ path, message }) => `${path.join(".")}: ${message}`.slice(0, 200)),
  };
  throw new HttpProblem(400, detail.slice(0, 500), { name: "invalid", members });
}
