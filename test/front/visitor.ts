// An HTTP API client with a session cookie, on Node's own client so that tests control every header.
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { z } from "zod";
import { codeSchema, problemDetailsSchema, savedCodeSchema } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import { within } from "../host/support/deadline.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Sent as JSON; a string is sent unchanged. */
  readonly body?: unknown;
}

export class Visitor implements Disposable {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #url: string;
  cookie: string;

  constructor(url: string, cookie = "") {
    this.#url = url;
    this.cookie = cookie;
  }

  async call(path: string, { method = "GET", headers = {}, body }: Call = {}): Promise<Answer> {
    const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
    const own = {
      ...(this.cookie === "" ? {} : { cookie: this.cookie }),
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
    };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const target = new URL(this.#url);
    // `path` is sent unchanged: a URL would normalize it.
    const options = { host: target.hostname, port: target.port, path, method, agent: this.#agent };
    request({ ...options, headers: { ...own, ...headers } }, resolve)
      .on("error", reject)
      .end(text);
    const response = await within(promise, `an answer to ${method} ${path.slice(0, 80)} did not come`, 30_000);
    for (const cookie of response.headers["set-cookie"] ?? []) this.#keep(cookie);
    const chunks: Buffer[] = await Array.fromAsync(response);
    return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() };
  }

  #keep(setCookie: string): void {
    const pair = setCookie.split(";")[0] ?? "";
    const name = pair.slice(0, pair.indexOf("=") + 1);
    const others = this.cookie.split("; ").filter((each) => each !== "" && !each.startsWith(name));
    this.cookie = [...others, ...(setCookie.includes("Max-Age=0") ? [] : [pair])].join("; ");
  }

  /** Saves code. The save may fail. */
  async save(source: string, { lesson = "echo", style = "loop" as Style, swap = "keep" } = {}) {
    const answer = await this.call(`/api/lessons/${lesson}/code`, { method: "PUT", body: { style, source, swap } });
    return { ...answer, saved: parsed(savedCodeSchema, answer) };
  }

  /** Saves code and requires that it runs. */
  async load(source: string, options: { lesson?: string; style?: Style; swap?: string } = {}) {
    const { status, text, saved } = await this.save(source, options);
    if (status !== 200 || saved === null) throw new Error(`the save was answered with ${status}: ${text}`);
    if (saved.serving !== saved.version) throw new Error(`version ${saved.version} does not run: ${text}`);
    return saved;
  }

  async code({ lesson = "echo", style = "loop" as Style } = {}) {
    const code = parsed(codeSchema, await this.call(`/api/lessons/${lesson}/code?style=${style}`));
    if (code === null) throw new Error("The server returned no code.");
    return code;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

export function parsed<Out>(schema: z.ZodType<Out>, { text }: Answer): Out | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The problem details of a response; throws if it has none. */
export function problemIn(answer: Answer) {
  if (!answer.headers["content-type"]?.startsWith("application/problem+json"))
    throw new Error(`Not problem details: ${answer.text}`);
  return problemDetailsSchema.parse(JSON.parse(answer.text));
}
