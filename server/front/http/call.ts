// What the calls of the API share: who asks, about which lesson, with which body.
import type { Request, Response } from "express";
import type { z } from "zod";
import type { Course } from "../../course/load.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import type { Addresses } from "../gate/request-origin.ts";
import type { Sessions } from "../gate/sessions.ts";
import { HttpProblem } from "./problem.ts";

/** Answers one kind of call; what it throws is answered as problem details. */
export type Handler = (request: Request, response: Response) => Promise<void> | void;
export type Method = "get" | "put" | "post";

/** Calls by path and method; the other methods of a path are answered 405. */
export type Calls = Readonly<Record<string, Readonly<Partial<Record<Method, Handler>>>>>;

export interface CallParts {
  readonly addresses: Addresses;
  readonly sessions: Sessions;
  readonly course: Course;
}

/** The learner of the request's cookie; a first visit gets a new one, and its cookie. */
export function learnerOf({ sessions, addresses }: CallParts, request: Request, response: Response): string {
  const known = sessions.learnerOf(request.headers.cookie);
  if (known !== null) return known;
  const { learner, setCookie } = sessions.issue(addresses.isSecure(request));
  response.append("Set-Cookie", setCookie);
  return learner;
}

export function lessonOf({ course }: CallParts, request: Request): Lesson {
  const slug = String(request.params.slug);
  const lesson = course.lesson(slug);
  if (lesson === undefined)
    throw new HttpProblem(404, `There is no lesson "${slug.slice(0, 64)}".`, { name: "no-lesson" });
  return lesson;
}

/** The request's JSON, parsed. Throws 415 for another media type and 400 that names what is wrong. */
export function bodyOf<Out>(request: Request, schema: z.ZodType<Out>): Out {
  if (request.is("application/json") === false || request.body === undefined) {
    throw new HttpProblem(415, "Send JSON, with `Content-Type: application/json`.");
  }
  return parsed(schema, request.body);
}

export function queryOf<Out>(request: Request, schema: z.ZodType<Out>): Out {
  return parsed(schema, request.query);
}

function parsed<Out>(schema: z.ZodType<Out>, value: unknown): Out {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") || "the request";
  const problems = result.error.issues.slice(0, 10).map(({ path, message }) => `${path.join(".")}: ${message}`);
  const detail = `${where} is not as it should be: ${issue?.message ?? "it cannot be read"}.`;
  throw new HttpProblem(400, detail.slice(0, 500), {
    name: "invalid",
    members: { issues: problems.map((p) => p.slice(0, 200)) },
  });
}
