// What went wrong with a request, as RFC 9457 problem details: the same over HTTP and at the upgrade gate.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ProblemDetails } from "../../protocol/http.ts";
import { endWithResponse } from "../../protocol/raw-response.ts";

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

/** Sends the problem on a socket that no HTTP server owns, and closes it. */
export function endWithProblem(socket: Duplex, { status, headers, body }: HttpProblem): void {
  endWithResponse(socket, { status, headers, mediaType: problemMediaType, body: JSON.stringify(body) });
}
