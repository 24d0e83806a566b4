// One HTTP call of the page: the answer parsed by its schema, every failure a value with a sentence for the learner.
import type { z } from "zod";
import { type ProblemDetails, problemDetailsSchema } from "../../server/protocol/http.ts";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  /** The server said no, and why. */
  | { readonly ok: false; readonly kind: "refused"; readonly problem: ProblemDetails }
  /** Nobody answered, or not in our language. */
  | { readonly ok: false; readonly kind: "offline"; readonly message: string };

export interface Call {
  readonly method?: "GET" | "PUT" | "POST";
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 10_000;

export async function call<T>(schema: z.ZodType<T>, path: string, options: Call = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, requestInit(options));
    const body: unknown = await response.json();
    return response.ok ? parsed(schema, body) : refused(response, body);
  } catch (error) {
    return { ok: false, kind: "offline", message: offlineMessage(error) };
  }
}

function requestInit({ method = "GET", body, timeoutMs = defaultTimeoutMs }: Call): RequestInit {
  const signal = AbortSignal.timeout(timeoutMs);
  const accept = { accept: "application/json" };
  if (body === undefined) return { method, signal, headers: accept };
  return { method, signal, headers: { ...accept, "content-type": "application/json" }, body: JSON.stringify(body) };
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): Answer<T> {
  const result = schema.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, kind: "offline", message: "The server's answer could not be read. Reload the page." };
}

function refused<T>(response: Response, body: unknown): Answer<T> {
  const problem = problemDetailsSchema.safeParse(body);
  if (problem.success) return { ok: false, kind: "refused", problem: problem.data };
  // A proxy in between answers in its own words: 502, 503 and 504 mean that the server is not there.
  return { ok: false, kind: "offline", message: `The server answered ${response.status}.` };
}

function offlineMessage(error: unknown): string {
  const isSlow = error instanceof DOMException && error.name === "TimeoutError";
  return isSlow ? "The server took too long to answer." : "The server does not answer.";
}

/** The sentence to show for an answer that is none. */
export function whyNot(answer: Exclude<Answer<unknown>, { ok: true }>): string {
  return answer.kind === "refused" ? answer.problem.detail || answer.problem.title : answer.message;
}
