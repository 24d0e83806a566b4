// A browser's HTTP side: cookies, one connection that stays open, and answers as values.
import { Agent, type IncomingMessage, request } from "node:http";
import { z } from "zod";
import { problemDetailsSchema } from "../protocol/http.ts";

export interface Refusal {
  readonly ok: false;
  /** 0: there was no answer. */
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number;
}

export type Answer<T> = { readonly ok: true; readonly value: T; readonly ms: number } | Refusal;

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
}

const answerMs = 60_000;
const defaultRetryMs = 1_000;

export class HttpClient implements Disposable {
  readonly origin: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.origin = origin;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  call<T>(schema: z.ZodType<T>, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.#ask(path, options, "identity", (body) => schema.parse(JSON.parse(body.toString())));
  }

  /** Loads a page, with its scripts and styles if `assets`. */
  load(path: string, assets: boolean): Promise<Answer<unknown>> {
    return this.#ask(path, {}, assets ? "identity" : "br", async (body) => {
      const text = assets ? body.toString() : "";
      const files = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file = ""]) => file);
      await Promise.all([...new Set(files)].map((file) => this.#send(file, {}, "br")));
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  /** Never throws: a lost connection and an unexpected body are answers without a status. Its time is that to the body's end. */
  async #ask<T>(path: string, options: RequestOptions, encoding: string, read: (body: Buffer) => T | Promise<T>) {
    const began = performance.now();
    try {
      const { response, body } = await this.#send(path, options, encoding);
      const ms = performance.now() - began;
      if ((response.statusCode ?? 0) >= 300) return refusalOf(response, body);
      return { ok: true, value: await read(body), ms } as const;
    } catch (error) {
      return { ok: false, status: 0, reason: reasonOf(error), retryAfterMs: defaultRetryMs } as const;
    }
  }

  async #send(path: string, { method = "GET", body }: RequestOptions, encoding: string) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      origin: this.origin,
      "accept-encoding": encoding,
      ...(this.#cookies.size === 0 ? {} : { cookie: this.cookie }),
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
    };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const options = { method, headers, agent: this.#agent, timeout: answerMs };
    const sent = request(new URL(path, this.origin), options, resolve);
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${answerMs / 1000} s`)));
    sent.on("error", reject);
    sent.end(text);
    const response = await promise;
    for (const cookie of response.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
    const chunks: Buffer[] = await Array.fromAsync(response);
    return { response, body: Buffer.concat(chunks) };
  }
}

function refusalOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Refusal {
  const retryAfterMs = Number(headers["retry-after"] ?? 0) * 1000 || defaultRetryMs;
  return { ok: false, status: statusCode, reason: problemIn(body), retryAfterMs };
}

const limitSchema = z.object({ limit: z.string() });

/** Why a response refused: the limit's name, or the first sentence without its numbers: what is the same gets the same words. */
export function problemIn(body: Buffer): string {
  const text = body.toString();
  const answer = parseJson(text);
  const limit = limitSchema.safeParse(answer);
  if (limit.success) return limit.data.limit;
  const problem = problemDetailsSchema.safeParse(answer);
  const detail = (problem.success ? problem.data.detail : text).trim();
  const sentence = /^.+?[.!?](?=\s|$)/.exec(detail)?.[0] ?? detail.slice(0, sentenceChars);
  return sentence.replaceAll(/\d[\d,]*/g, "n") || "without a reason";
}

const sentenceChars = 80;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `an unexpected answer: ${error.issues[0]?.path.join(".")}`;
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
