// A learner's HTTP client: a cookie, saves and runs of the checks.
import { Agent, type IncomingMessage, request } from "node:http";
import { type RunResult, runResultSchema } from "../../server/protocol/checks.ts";
import { type Code, codeSchema, type SavedCode, savedCodeSchema } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

const answerMs = 30_000;

export class Learner implements Disposable {
  readonly #agent: Agent;
  readonly #url: string;
  #cookie = "";

  private constructor(url: string, from: string) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, localAddress: from });
  }

  /** Makes a first visit, `from` an address of this machine. */
  static async arrive(url: string, from = "127.0.0.1"): Promise<Learner> {
    const learner = new Learner(url, from);
    const { status, body } = await learner.ask("GET", "/api/lessons");
    if (status !== 200) throw new Error(`GET lessons returned ${status}: ${body}`);
    return learner;
  }

  /** The same learner on another connection: a restarted server or another tab. */
  at(url: string): Learner {
    const again = new Learner(url, "127.0.0.1");
    again.#cookie = this.#cookie;
    return again;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async code(lesson: string, style: Style = "loop"): Promise<Code> {
    const { status, body } = await this.ask("GET", `/api/lessons/${lesson}/code?style=${style}`);
    if (status !== 200) throw new Error(`GET code returned ${status}: ${body}`);
    return codeSchema.parse(JSON.parse(body));
  }

  /** Saves code. Throws unless it was saved, loaded and is serving. */
  async save(lesson: string, source: string, style: Style = "loop"): Promise<SavedCode> {
    const { status, body } = await this.ask("PUT", `/api/lessons/${lesson}/code`, { style, source });
    if (status !== 200) throw new Error(`PUT code returned ${status}: ${body}`);
    const saved = savedCodeSchema.parse(JSON.parse(body));
    if (saved.serving !== saved.version) throw new Error(`version ${saved.version} is not serving: ${body}`);
    return saved;
  }

  async check(lesson: string, style: Style): Promise<RunResult> {
    const { status, body } = await this.ask("POST", `/api/lessons/${lesson}/checks`, { style });
    if (status !== 200) throw new Error(`POST checks returned ${status}: ${body}`);
    return runResultSchema.parse(JSON.parse(body));
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      ...(this.#cookie === "" ? {} : { cookie: this.#cookie }),
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(
        new URL(path, this.#url),
        { method, headers, agent: this.#agent, timeout: answerMs },
        resolve,
      );
      asking.on("timeout", () => asking.destroy(new Error(`${method} ${path} got no response within ${answerMs} ms`)));
      asking.on("error", reject);
      asking.end(text);
    });
    for (const cookie of response.headers["set-cookie"] ?? []) this.#cookie = cookie.split(";")[0] ?? "";
    const chunks: Buffer[] = await Array.fromAsync(response);
    return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
