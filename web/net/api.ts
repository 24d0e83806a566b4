// HTTP calls of the page: parses the response with a schema, and returns failures as values with a message.
import type { z } from "zod";
import { type ProblemDetails, problemDetailsSchema } from "../../server/protocol/http.ts";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  /** The server refused the call. */
  | { readonly ok: false; readonly kind: "refused"; readonly problem: ProblemDetails }
  /** No response, or one that is not from ws101. */
  | { readonly ok: false; readonly kind: "offline"; readonly message: string };

export interface Call {
  readonly method?: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 10_000;
const fileTimeoutMs = 60_000;

export async function call<T>(schema: z.ZodType<T>, path: string, options: Call = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, requestInit(options));
    const body: unknown = await response.json();
    return response.ok ? parsed(schema, body) : refused(response, body);
  } catch (error) {
    return { ok: false, kind: "offline", message: offlineMessage(error) };
  }
}

/** A file for the learner to keep. */
export async function fetchFile(path: string): Promise<Answer<Blob>> {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(fileTimeoutMs) });
    if (response.ok) return { ok: true, value: await response.blob() };
    const body: unknown = await response.json();
    return refused(response, body);
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
  return { ok: false, kind: "offline", message: "Could not read the server’s response. Reload the page." };
}

function refused<T>(response: Response, body: unknown): Answer<T> {
  const problem = problemDetailsSchema.safeParse(body);
  if (problem.success) return { ok: false, kind: "refused", problem: problem.data };
  // Not our format: a proxy reports that the server is unavailable (502, 503, 504).
  return { ok: false, kind: "offline", message: `Could not reach the server (status ${response.status}).` };
}

function offlineMessage(error: unknown): string {
  const isSlow = error instanceof DOMException && error.name === "TimeoutError";
  return isSlow ? "The server took too long to respond." : "Could not reach the server.";
}

/** Sentences that say why a call failed. */
export function whyNot(answer: Exclude<Answer<unknown>, { ok: true }>): string {
  if (answer.kind === "offline") return answer.message;
  const { type, title, detail } = answer.problem;
  return type === "/problems/invalid" ? inputProblem(detail) : detail || title;
}

/** People can break only the rules for short texts; the page keeps all others unless it is older or newer than the server. */
function inputProblem(detail: string): string {
  const [, field, rule] = /^(\w+) is not valid: (must .+)$/s.exec(detail) ?? [];
  return field === undefined
    ? "The server did not accept this. Reload the page and try again."
    : `The ${field} ${rule}`;
}
