// What went wrong with a request, as RFC 9457 problem details: the same over HTTP and at the upgrade gate.
import { STATUS_CODES } from "node:http";
import type { ProblemDetails } from "../../protocol/http.ts";

interface ProblemExtra {
  /** Names the problem: its `type` becomes `/problems/<name>`. */
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of its own in the body. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** For our log alone. */
  readonly cause?: unknown;
}

/** Thrown by whoever answers a request; caught once, at the door, and sent. `detail` is for the one who asked. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDetails;

  constructor(status: number, detail: string, { name, headers = {}, members = {}, cause }: ProblemExtra = {}) {
    super(detail, { cause });
    this.status = status;
    this.headers = headers;
    const type = name === undefined ? "about:blank" : `/problems/${name}`;
    this.body = { type, title: STATUS_CODES[status] ?? "Error", status, detail, ...members };
  }
}

export const problemMediaType = "application/problem+json";

/** A whole HTTP/1.1 answer for a socket that no HTTP server owns (any more). It ends the connection. */
export function rawAnswer(problem: HttpProblem): string {
  const body = JSON.stringify(problem.body);
  const lines = [
    `HTTP/1.1 ${problem.status} ${problem.body.title}`,
    "Connection: close",
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
