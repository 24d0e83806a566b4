// Whatever was thrown while a request was answered, as the problem that its sender is told.
import { z } from "zod";
import { StoreError } from "../../store/store-error.ts";
import { HttpProblem } from "./problem.ts";

/** What Express and its body reader throw: their status is right, their words are not for people. */
const frameworkError = z.object({ status: z.number().int().min(400).max(599), type: z.string().optional() });

const sentences: Readonly<Record<string, string>> = {
  "entity.parse.failed": "The body is not JSON.",
  "entity.too.large": "The body is larger than this server reads (limit bodyBytes).",
  "encoding.unsupported": "Send the body as it is, without Content-Encoding.",
  "charset.unsupported": "Send the body as UTF-8.",
  "request.aborted": "The body ended before its length.",
  "request.size.invalid": "The body is not as long as its Content-Length says.",
};

const ofStatus: Readonly<Record<number, string>> = {
  400: "The request cannot be read.",
  404: "There is nothing here.",
  413: "The body is larger than this server reads (limit bodyBytes).",
  415: "Send JSON, with `Content-Type: application/json`.",
};

export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof StoreError) return ofStore(error);
  const { success, data } = frameworkError.safeParse(error);
  const detail = success ? (sentences[data.type ?? ""] ?? ofStatus[data.status]) : undefined;
  if (success && detail !== undefined) return new HttpProblem(data.status, detail);
  return new HttpProblem(500, "The server failed. It was not your doing; what was saved before is still there.");
}

/** A full or read-only disk is said plainly: the text in the editor is the only copy then. */
function ofStore(error: StoreError): HttpProblem {
  if (error.code === "full")
    return new HttpProblem(507, "Nothing was saved: the server's disk is full. Keep your text.");
  if (error.code === "closed") {
    return new HttpProblem(503, "The server is leaving: come again in a moment.", { headers: { "Retry-After": "2" } });
  }
  return new HttpProblem(500, "Nothing was saved: the server's store does not answer. Keep your text.");
}
