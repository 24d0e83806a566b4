// Starts the server on this machine for the duration of one command, with a client of its HTTP API.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { z } from "zod";
import { type App, createApp } from "../app.ts";
import { type Config, readConfig } from "../config.ts";
import type { Course } from "../course/load.ts";
import { type RunResult, runResultSchema } from "../protocol/checks.ts";
import { type SavedCode, savedCodeSchema } from "../protocol/http.ts";
import { type Style, styleOf } from "../protocol/lesson.ts";
import { limitTable } from "../protocol/limits.ts";
import { type FromPage, type ToPage, toPageSchema } from "../protocol/live.ts";
import { clientPageSchema, draftSchema, draftsSchema } from "../protocol/playground.ts";

/**
 * Rejects with a readable sentence if the server cannot start. `port` 0: a free one. `dataDir` keeps the rooms' URLs from
 * one start to the next; null: a temporary folder.
 */
export async function startLocal(
  port: number,
  dataDir: string | null,
  lessonsDir: string | null,
): Promise<LocalServer> {
  await using resources = new AsyncDisposableStack();
  const data = dataDir ?? (await mkdtemp(join(tmpdir(), "ws101-")));
  if (dataDir === null) resources.defer(() => rm(data, { recursive: true, force: true }));
  const config = localConfig(port, data, lessonsDir === null ? {} : { LESSONS_DIR: lessonsDir });
  const app = resources.use(await createApp(config));
  // Rooms belong to learners, so the same file keeps its URL only if the learner stays the same.
  const cookieFile = dataDir === null ? null : join(dataDir, "cookie");
  const cookie = cookieFile === null ? "" : await readFile(cookieFile, "utf8").catch(() => "");
  return new LocalServer(app.url, cookie, cookieFile, resources.move());
}

function localConfig(port: number, dataDir: string, over: Readonly<Record<string, string>>): Config {
  const config = readConfig({
    PORT: String(port),
    HOST: "127.0.0.1",
    DATA_DIR: dataDir,
    LOG_LEVEL: "error",
    HOSTS: "1",
    // One person waits for the first answer; warm spares would only delay it.
    SPARES: "none",
    PUBLIC_URL: "",
    TRUST_PROXY: "",
    DATABASE_URL: "",
    ...over,
  });
  return { ...config, previewTabs: true };
}

/** Programs are judged side by side, as fast as the machine can: none is anyone's, and none may slow down another. */
const judgeLimits = {
  LIMIT_FUEL_PER_SECOND: String(10 ** 12),
  LIMIT_FUEL_BURST: String(10 ** 12),
  LIMIT_NETWORK_FUEL_PER_SECOND: String(10 ** 12),
  LIMIT_NETWORK_FUEL_BURST: String(10 ** 12),
  LIMIT_NEWCOMER_FUEL: String(limitTable.turnFuel.value),
  LIMIT_CHECK_MS: "30000",
  LIMIT_RUN_MS: "120000",
  LIMIT_COMPILE_MS: "10000",
};

/** A server that only judges programs by the checks of `course`. */
export async function startJudge(course: Course): Promise<Pick<App, "judge"> & AsyncDisposable> {
  await using resources = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), "ws101-"));
  resources.defer(() => rm(data, { recursive: true, force: true }));
  const app = resources.use(await createApp(localConfig(0, data, judgeLimits), { course }));
  const owned = resources.move();
  return { judge: app.judge, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The server, used by one learner. */
export class LocalServer implements AsyncDisposable {
  readonly url: string;
  readonly #cookieFile: string | null;
  readonly #resources: AsyncDisposableStack;
  #cookie: string;

  constructor(url: string, cookie: string, cookieFile: string | null, resources: AsyncDisposableStack) {
    this.url = url;
    this.#cookie = cookie;
    this.#cookieFile = cookieFile;
    this.#resources = resources;
  }

  /** Saves and loads the code; the response says what keeps it from running. */
  async save(slug: string, style: Style, source: string): Promise<SavedCode> {
    return savedCodeSchema.parse(await this.#call("PUT", `/api/lessons/${slug}/code`, { style, source }));
  }

  async check(slug: string, style: Style): Promise<RunResult> {
    return runResultSchema.parse(await this.#call("POST", `/api/lessons/${slug}/checks`, { style }));
  }

  /** The id of the learner's draft with this title; of a new one if there is none. */
  async draft(title: string, { handler, page }: { readonly handler: string; readonly page: string | null }) {
    const { drafts } = draftsSchema.parse(await this.#call("GET", "/api/drafts"));
    const known = drafts.find((draft) => draft.title === title && draft.deletedAtMs === null);
    if (known !== undefined) return known.id;
    const from = { handler, page, style: styleOf(handler) };
    return draftSchema.parse(await this.#call("POST", "/api/drafts", { title, from })).id;
  }

  async savePage(draft: string, source: string): Promise<void> {
    await this.#call("PUT", `/api/drafts/${draft}/page`, { source });
  }

  /** Where a browser shows the draft's client page. */
  async previewUrl(draft: string): Promise<string> {
    return this.url + clientPageSchema.parse(await this.#call("GET", `/api/drafts/${draft}/page`)).previewUrl;
  }

  /** Subscribes to the lesson's room. */
  async follow(slug: string, listener: (event: ToPage) => void): Promise<void> {
    const socket = new WebSocket(`${this.url.replace(/^http/, "ws")}/live`, { headers: { cookie: this.#cookie } });
    this.#resources.defer(() => socket.terminate());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const request: FromPage = { type: "follow", lesson: slug, frames: false };
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify(request)));
    socket.on("message", (data) => {
      const event = toPageSchema.parse(JSON.parse(String(data)));
      if (event.type === "following") resolve();
      listener(event);
    });
    await promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }

  /** Returns the response's JSON. Throws the problem's detail for an error status. */
  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: { cookie: this.#cookie, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) {
      this.#cookie = cookie.split(";")[0] ?? "";
      if (this.#cookieFile !== null) await writeFile(this.#cookieFile, this.#cookie, { mode: 0o600 });
    }
    const json: unknown = await response.json();
    if (response.ok) return json;
    throw new Error(problemSchema.parse(json).detail);
  }
}

const problemSchema = z.object({ detail: z.string() });
