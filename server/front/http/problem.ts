// Problem details (RFC 9457): what went wrong with a request, over HTTP and at the upgrade gate.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { z } from "zod";
import type { Course } from "../../course/load.ts";
import type { ProblemDetails } from "../../protocol/http.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import { isCourseLesson } from "../../protocol/lesson-names.ts";
import { endWithResponse } from "../../protocol/raw-response.ts";
import { StoreError } from "../../store/store-error.ts";

interface ProblemExtra {
  /** Makes the `type` `/problems/<name>`. */
  readonly name?: string;
  /** The header `Retry-After`, in seconds. */
  readonly retryAfterS?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/** Thrown while a request is handled, caught once, and sent. `detail` is a sentence for the client. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDetails;

  constructor(status: number, detail: string, { name, retryAfterS, headers, members, cause }: ProblemExtra = {}) {
    super(detail, { cause });
    this.status = status;
    this.headers = { ...(retryAfterS !== undefined && { "Retry-After": String(retryAfterS) }), ...headers };
    const type = name === undefined ? "about:blank" : `/problems/${name}`;
    this.body = { type, title: STATUS_CODES[status] ?? "Error", status, detail, ...members };
  }
}

export const problemMediaType = "application/problem+json";

export function unknownHost(): HttpProblem {
  return new HttpProblem(421, "This server does not serve that host name. Use its address, or set PUBLIC_URL.");
}

export function shuttingDown(): HttpProblem {
  return new HttpProblem(503, "The server is shutting down. Try again in a moment.", { retryAfterS: 2 });
}

/** For a request that would have to wait too long for its room, or whose host was lost. */
export function recovering(): HttpProblem {
  const detail = "The room is being reopened after a failure. Try again in a moment.";
  return new HttpProblem(503, detail, { name: "recovering", retryAfterS: 1 });
}

/** For a room that was closed for good. */
export function roomClosed(): HttpProblem {
  return new HttpProblem(503, "This room is closed. Run it again.");
}

export function noDraft(): HttpProblem {
  const detail =
    "You have no such draft. If you deleted it, restore it first. Someone else's opens only by a link they share.";
  return new HttpProblem(404, detail, { name: "no-draft" });
}

/** A lesson of the course, which a draft's is not. Throws a 404 if there is none. */
export function courseLesson(course: Pick<Course, "lesson">, slug: string): Lesson {
  const lesson = isCourseLesson(slug) ? course.lesson(slug) : undefined;
  if (lesson === undefined) throw noLesson(slug);
  return lesson;
}

export function noLesson(slug: string): HttpProblem {
  return new HttpProblem(404, `There is no lesson "${slug.slice(0, 64)}".`, { name: "no-lesson" });
}

export function noSession(): HttpProblem {
  return new HttpProblem(401, "There is no session. Open the page first: it sets the session cookie.");
}

/** Sends the problem on a socket that no HTTP server owns, and closes it. */
export function endWithProblem(socket: Duplex, { status, headers, body }: HttpProblem): void {
  endWithResponse(socket, { status, headers, mediaType: problemMediaType, body: JSON.stringify(body) });
}

/** Errors from Express and its body parser: their status is right, their messages are not for clients. */
const frameworkError = z.object({ status: z.number().int().min(400).max(599), type: z.string().optional() });

const byType: Readonly<Record<string, string>> = {
  "entity.parse.failed": "The body is not JSON.",
  "encoding.unsupported": "Send the body without Content-Encoding.",
  "charset.unsupported": "Send the body as UTF-8.",
  "request.aborted": "The body ended before its Content-Length.",
  "request.size.invalid": "The body is not as long as its Content-Length.",
};

const byStatus: Readonly<Record<number, string>> = {
  400: "The request cannot be read.",
  404: "Nothing was found here.",
  413: "The body is too large (limit bodyBytes).",
  415: "Send JSON with `Content-Type: application/json`.",
};

/** Converts any error to the problem that is sent. */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof StoreError) return fromStore(error);
  const { success, data } = frameworkError.safeParse(error);
  const detail = success ? (byType[data.type ?? ""] ?? byStatus[data.status]) : undefined;
  if (success && detail !== undefined) return new HttpProblem(data.status, detail);
  return new HttpProblem(500, "The server failed. This is not your fault; your saved code is safe.");
}

/** With a full or read-only disk, the text in the editor is the only copy. */
function fromStore({ code, message }: StoreError): HttpProblem {
  if (code === "quota") return new HttpProblem(413, message, { name: "quota" });
  if (code === "closed") return shuttingDown();
  const isFull = code === "full";
  const what = isFull ? "disk is full" : "database does not respond";
  return new HttpProblem(isFull ? 507 : 500, `The server's ${what}, so nothing was saved. Keep a copy of your text.`);
}
