// An HTTP route: method, path, schemas, summary and handler in one place. Routing and OpenAPI derive from it.
import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import type { Config } from "../../config.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import { isCourseLesson } from "../../protocol/lesson-names.ts";
import type { Hosts } from "../fleet/hosts.ts";
import type { FrontParts } from "../front-parts.ts";
import type { Gate } from "../gate/gate.ts";
import type { LearnerCode } from "../learning/learner-code.ts";
import type { Learning } from "../learning/learning.ts";
import type { Pages } from "../pages/pages.ts";
import type { Creator } from "../playground/creator.ts";
import type { Playground } from "../playground/parts.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { WorkshopParts } from "../workshops/parts.ts";
import type { Workshop } from "../workshops/workshop.ts";
import { sendDocument, sendText } from "./encoding.ts";
import { HttpProblem, noLesson } from "./problem.ts";
import type { FrontServer } from "./server.ts";

export interface HttpDeps extends Pick<FrontParts, "log" | "metrics" | "course" | "store"> {
  readonly config: Config;
  readonly server: FrontServer;
  readonly hosts: Hosts;
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

interface Definition<Body, Query, Output> extends Omit<RouteDescription, "method" | "path"> {
  readonly body?: z.ZodType<Body> | undefined;
  readonly query?: (z.ZodObject & z.ZodType<Query>) | undefined;
  readonly response: z.ZodType<unknown, Output> | OwnResponse;
  /** Returns the JSON for the response, or sends the response itself. Errors are sent as problem details. */
  handle(call: Call<Body, Query>, deps: HttpDeps): Output | Promise<Output>;
}

export const get = routeFor("get");
export const put = routeFor("put");
export const post = routeFor("post");
export const patch = routeFor("patch");
export const del = routeFor("delete");

function routeFor(method: Method) {
  return <Output = void, Body = never, Query = never>(
    path: string,
    { handle, ...description }: Definition<Body, Query, Output>,
  ): Route => ({
    ...description,
    method,
    path,
    createHandler: (deps) => async (request, response) => {
      const result = await handle(new Call(deps, request, response, description), deps);
      if (result !== undefined) await sendText(request, response, "json", JSON.stringify(result));
    },
  });
}

interface Schemas<Body, Query> {
  readonly body?: z.ZodType<Body> | undefined;
  readonly query?: z.ZodType<Query> | undefined;
}

/** One request to a route. */
export class Call<Body = unknown, Query = unknown> {
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

  /** Whether a draft exists is not known until its room is requested. */
  lessonOrDraft(): Lesson {
    const slug = this.param("slug");
    const lesson = this.#deps.course.lesson(slug);
    if (lesson !== undefined) return lesson;
    throw noLesson(slug);
  }

  /** The learner of the session cookie; null on a first visit. */
  knownLearner(): string | null {
    const { sessions, networks } = this.#deps.gate;
    const learner = sessions.learnerOf(this.request.headers.cookie);
    if (learner !== null) networks.note(learner, this.address);
    return learner;
  }

  /** The learner of the session cookie. A first visit creates a learner and sets the cookie. */
  learner(): string {
    return this.#identify(() => undefined);
  }

  /**
   * The learner for whom this request stores, opens or runs something. Throws a 429 if its address already has too many,
   * before a new learner is created.
   */
  activeLearner(): string {
    return this.#identify((learner) => this.#deps.gate.budgets.admit(learner));
  }

  #identify(admit: (learner: string) => unknown): string {
    const { sessions, networks, origins } = this.#deps.gate;
    const known = this.knownLearner();
    const { learner, setCookie } = known === null ? sessions.issue(origins.isSecure(this.request)) : { learner: known };
    networks.note(learner, this.address);
    admit(learner);
    if (setCookie !== undefined) this.response.append("Set-Cookie", setCookie);
    return learner;
  }

  /** The learner for whom this request stores something, and where they are. Throws like `activeLearner`. */
  creator(): Creator {
    return { learner: this.activeLearner(), address: this.address };
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

  /** The client's IP address. */
  get address(): string {
    return this.#deps.gate.origins.clientOf(this.request);
  }

  /** This server's origin for the client: `https://host`. */
  get origin(): string {
    return this.#deps.gate.origins.originOf(this.request);
  }

  async sendDocument(text: string): Promise<void> {
    await sendDocument(this.request, this.response, text);
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
