// A handshake that a check wrote by hand, and what it expects of the response.
import type { CheckSession } from "./check-session.ts";
import { CheckFailure } from "./failure.ts";
import {
  describeResponse,
  type HandshakeOptions,
  type HttpResponse,
  type ResponseExpected,
  requestHandshake,
  responseMismatch,
} from "./http-response.ts";

/** The response to a handshake. */
export class Handshake implements HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly #session: CheckSession;

  constructor(session: CheckSession, { status, reason, headers, body }: HttpResponse) {
    this.#session = session;
    this.status = status;
    this.reason = reason;
    this.headers = headers;
    this.body = body;
  }

  /** The response has this status, these headers and this body. */
  expect(expected: number | ResponseExpected): Promise<void> {
    const text = `the response ${describeResponse(expected)}`;
    return this.#session.expect(async () => {
      const mismatch = responseMismatch(this, expected);
      this.#session.record({ client: null, kind: "expected", what: "response", text, met: mismatch === null });
      if (mismatch === null) return;
      const received = `${this.status} ${this.reason}`.trim();
      const more = mismatch === "" ? "" : `: ${mismatch}`;
      const sentence = `The check sent a handshake and expected ${text} but received ${received}${more}.`;
      throw new CheckFailure(sentence, { kind: this.status === 101 ? "accepted" : "refused", text: received });
    });
  }
}

export async function openHandshake(session: CheckSession, url: URL, options: HandshakeOptions): Promise<Handshake> {
  const { room } = session;
  await room.settle();
  const { response, socket } = await requestHandshake(url, options);
  if (socket !== null) session.keep(socket);
  room.invalidate();
  const { method = "GET", path = "" } = options;
  const text = `${method} ${path === "" ? "/" : path}: ${response.status} ${response.reason}`;
  session.record({ client: null, kind: "note", what: "handshake", text });
  await room.settle();
  return new Handshake(session, response);
}
