// Calls of another ws101 server: what keeps one from succeeding is a sentence, and no answer is longer than expected.
import type { z } from "zod";
import { plainText } from "../host/terminal-text.ts";
import { problemDetailsSchema } from "../protocol/http.ts";

const timeoutMs = 30_000;
/** Handler and client page, with their escapes in JSON. */
const maxBytes = 1 << 20;
const longestText = 1_000;

/** Throws an error with a sentence. */
export async function callRemote<T>(
  schema: z.ZodType<T>,
  url: string,
  method: "GET" | "POST" | "DELETE",
  body?: unknown,
): Promise<T> {
  const { origin } = new URL(url);
  const response = await request(url, method, body);
  const answer = await readJson(response, origin);
  const parsed = schema.safeParse(answer);
  if (response.ok && parsed.success) return parsed.data;
  const problem = problemDetailsSchema.safeParse(answer);
  if (!response.ok && problem.success) throw new Error(remoteText(problem.data.detail));
  throw new Error(`${origin} answered ${response.status}, not as a ws101 server with a playground does.`);
}

async function request(url: string, method: string, body: unknown): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) };
  try {
    return await fetch(url, { method, headers, ...json, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.message) : String(cause);
    throw new Error(`Could not reach ${new URL(url).origin} (${why}).`);
  }
}

/** What another server says, for a terminal. */
export function remoteText(text: string): string {
  return plainText(text, longestText);
}

/** Undefined for invalid JSON. */
async function readJson(response: Response, origin: string): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`The answer of ${origin} is longer than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}
