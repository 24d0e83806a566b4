// Starts the server on this machine for the duration of one command, with a client of its HTTP API.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { z } from "zod";
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { type RunResult, runResultSchema } from "../protocol/checks.ts";
import { type SavedCode, savedCodeSchema } from "../protocol/http.ts";
import { type LessonSummary, lessonSummarySchema, type Style } from "../protocol/lesson.ts";
import { type FromPage, type ToPage, toPageSchema } from "../protocol/live.ts";

export interface LocalOptions {
  /** 0 for a free port. */
  readonly port: number;
  /** Keeps the rooms' URLs from one start to the next; null for a temporary folder. */
  readonly dataDir: string | null;
  readonly lessonsDir: string | null;
}

export interface LocalServer extends AsyncDisposable {
  readonly url: string;
  readonly lessonsDir: string;
  lessons(): Promise<LessonSummary[]>;
  /** Saves and loads the code; the response says what keeps it from running. */
  save(slug: string, style: Style, source: string): Promise<SavedCode>;
  check(slug: string, style: Style): Promise<RunResult>;
  /** Subscribes to the lesson's room. */
  follow(slug: string, listener: (event: ToPage) => void): Promise<void>;
}

/** Rejects with a readable sentence if the server cannot start. */
export async function startLocal({ port, dataDir, lessonsDir }: LocalOptions): Promise<LocalServer> {
  await using parts = new AsyncDisposableStack();
  const data = dataDir ?? (await mkdtemp(join(tmpdir(), "ws101-")));
  if (dataDir === null) parts.defer(() => rm(data, { recursive: true, force: true }));
  const config = readConfig({
    PORT: String(port),
    HOST: "127.0.0.1",
    DATA_DIR: data,
    LOG_LEVEL: "error",
    HOSTS: "1",
    PUBLIC_URL: "",
    TRUST_PROXY: "",
    DATABASE_URL: "",
    ...(lessonsDir === null ? {} : { LESSONS_DIR: lessonsDir }),
  });
  const app = parts.use(await createApp(config));
  const session = new Session(app.url, dataDir === null ? null : join(dataDir, "cookie"));
  await session.restore();
  parts.defer(() => session.close());
  const owned = parts.move();
  return {
    url: app.url,
    lessonsDir: config.lessonsDir,
    lessons: async () => lessonsSchema.parse(await session.call("GET", "/api/lessons")).lessons,
    save: async (slug, style, source) =>
      savedCodeSchema.parse(await session.call("PUT", `/api/lessons/${slug}/code`, { style, source })),
    check: async (slug, style) =>
      runResultSchema.parse(await session.call("POST", `/api/lessons/${slug}/checks`, { style })),
    follow: (slug, listener) => session.follow(slug, listener),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A learner's session with that server. */
class Session {
  readonly #url: string;
  readonly #cookieFile: string | null;
  readonly #sockets: WebSocket[] = [];
  #cookie = "";

  constructor(url: string, cookieFile: string | null) {
    this.#url = url;
    this.#cookieFile = cookieFile;
  }

  /** Restores the learner of the previous start, because rooms belong to learners. */
  async restore(): Promise<void> {
    if (this.#cookieFile !== null) this.#cookie = await readFile(this.#cookieFile, "utf8").catch(() => "");
  }

  /** Returns the response's JSON. Throws the problem's detail for an error status. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { cookie: this.#cookie, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await this.#storeCookie(response.headers.getSetCookie()[0]);
    const json: unknown = await response.json();
    if (response.ok) return json;
    throw new Error(problemSchema.parse(json).detail);
  }

  async follow(slug: string, listener: (event: ToPage) => void): Promise<void> {
    const socket = new WebSocket(`${this.#url.replace(/^http/, "ws")}/live`, { headers: { cookie: this.#cookie } });
    this.#sockets.push(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.on("error", reject);
    socket.on("open", () =>
      socket.send(JSON.stringify({ type: "follow", lesson: slug, frames: false } satisfies FromPage)),
    );
    socket.on("message", (data) => {
      const event = toPageSchema.parse(JSON.parse(String(data)));
      if (event.type === "following") resolve();
      listener(event);
    });
    await promise;
  }

  async #storeCookie(cookie: string | undefined): Promise<void> {
    if (cookie === undefined) return;
    this.#cookie = cookie.split(";")[0] ?? "";
    if (this.#cookieFile !== null) await writeFile(this.#cookieFile, this.#cookie, { mode: 0o600 });
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }
}

const lessonsSchema = z.object({ lessons: z.array(lessonSummarySchema) });
const problemSchema = z.object({ detail: z.string() });
