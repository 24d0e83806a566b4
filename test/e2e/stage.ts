// A server with its own data folder, and a browser with pages of it, shared by all files that run in this process.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { z } from "zod";
import { type App, createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { type Lesson, type LessonSummary, lessonSchema, lessonSummarySchema } from "../../server/protocol/lesson.ts";
import { type Settings, settingsKey } from "../../web/shell/settings.ts";
import { token } from "../front/workshop-people.ts";
import { editorReady } from "./actions.ts";
import { startBrowser } from "./browser.ts";

const courseSchema = z.object({ lessons: z.array(lessonSummarySchema) });
const root = join(import.meta.dirname, "../..");
export const timeoutMs = 60_000;
const wide = { width: 1440, height: 900 };
/** A document of the server without anything in it. */
const nothing = "/healthz";

export interface PageOptions extends BrowserContextOptions {
  /** In a context of its own, for scripts or a clock that a test adds to the whole context. */
  readonly isolated?: boolean;
  /** Beside the reused page, which keeps the context's cache: scripts and routes that a test adds to the page go with it. */
  readonly fresh?: boolean;
  /** Whether a test listens to the page's WebSockets: such a page stays with such tests, because routes of WebSockets stay. */
  readonly intercepted?: boolean;
  /** What the learner has chosen before the page loads. A page with `plainEditor` loads in a third of the time. */
  readonly settings?: Partial<Settings>;
}

export const plainEditor: Partial<Settings> = { editor: "plain" };

interface StageOptions {
  /** False for tests that neither need nor see the editor's type checker: starting it takes a third of a page's load. */
  readonly typed?: boolean;
}

let opened: Promise<Stage> | null = null;

after(async () => (await opened)?.close());

export class Stage implements AsyncDisposable {
  readonly #dataDir: string;
  readonly #browser: Browser;
  readonly #contexts = new Set<BrowserContext>();
  /** Errors on pages, and their requests to other servers. Tests expect both to be empty. */
  readonly errors: string[] = [];
  readonly foreignRequests: string[] = [];
  #app: App | null;
  readonly #reused = { direct: new ReusedPage(), intercepted: new ReusedPage(), untyped: new ReusedPage() };
  #typed = true;
  readonly url: string;

  private constructor(dataDir: string, app: App, browser: Browser) {
    this.#dataDir = dataDir;
    this.#app = app;
    this.#browser = browser;
    this.url = app.url;
  }

  /** The stage of this process, cleared. It closes when all tests have run; disposal only closes its pages. */
  static async open({ typed = true }: StageOptions = {}): Promise<Stage> {
    opened ??= Stage.#start();
    const stage = await opened;
    stage.#typed = typed;
    if (stage.#app === null) await stage.startServer();
    stage.errors.length = 0;
    stage.foreignRequests.length = 0;
    return stage;
  }

  static async #start(): Promise<Stage> {
    assert.ok(existsSync(join(root, "build/web/index.html")), "The page is not built. Build it with `npm test`.");
    const dataDir = await mkdtemp(join(tmpdir(), "ws101-page-"));
    const app = await startApp(dataDir, "0");
    try {
      return new Stage(dataDir, app, await startBrowser({ optimizes: false }));
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  /** A new learner, who shares nothing with others but the server. */
  async learner(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: wide, ...options });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    context.setDefaultTimeout(timeoutMs);
    if (!this.#typed) await context.addInitScript(withoutTypeChecker);
    context.on("weberror", (error) => this.errors.push(String(error.error())));
    context.on("request", (request) => this.#recordRequest(request.url()));
    this.#contexts.add(context);
    context.on("close", () => this.#contexts.delete(context));
    return context;
  }

  /**
   * A new learner's page. The first one since `closePages` is reused, or has a reused context if it is `fresh`. Others have
   * contexts of their own, which take twice as long to load a lesson.
   */
  async page(path: string, { settings, ...options }: PageOptions = {}): Promise<Page> {
    const page = await this.#emptyPage(options);
    if (settings !== undefined) {
      await this.#goToNothing(page);
      await page.evaluate(({ key, value }) => localStorage.setItem(key, value), {
        key: settingsKey,
        value: JSON.stringify(settings),
      });
    }
    if (path === nothing) await this.#goToNothing(page);
    else await page.goto(this.url + path);
    return page;
  }

  /** What the course says: tests take its texts from here, so that a lesson can be reworded. */
  async contents(slug: string): Promise<Lesson> {
    return lessonSchema.parse(await (await fetch(`${this.url}/api/lessons/${slug}`)).json());
  }

  /** In order. */
  async lessons(): Promise<LessonSummary[]> {
    return courseSchema.parse(await (await fetch(`${this.url}/api/lessons`)).json()).lessons;
  }

  /** A new learner's page of the echo lesson, with its editor ready. Without motion: each frame of it is painted by the CPU. */
  async lesson(): Promise<Page> {
    const page = await this.page("/lessons/echo", { reducedMotion: "reduce" });
    await editorReady(page);
    return page;
  }

  async stopServer(): Promise<void> {
    await this.#app?.close();
    this.#app = null;
  }

  /** Starts a new server with the same address and data folder. */
  async startServer(): Promise<void> {
    this.#app = await startApp(this.#dataDir, new URL(this.url).port);
  }

  /** Open pages keep repainting their clocks, which slows the next tests down. */
  async closePages(): Promise<void> {
    const reused = Object.values(this.#reused);
    // Playwright would wait without end for a page that answers no input any more.
    for (const each of reused)
      await each.release((page) => Promise.race([this.#clear(page), sleep(timeoutMs, false, { ref: false })]));
    for (const context of this.#contexts)
      if (!reused.some(({ spare }) => spare?.context() === context)) await context.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.closePages();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.stopServer();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #emptyPage({ isolated, fresh, intercepted, ...options }: Omit<PageOptions, "settings">): Promise<Page> {
    const { viewport, colorScheme, reducedMotion, javaScriptEnabled, ...others } = options;
    const reused = this.#reused[intercepted ? "intercepted" : this.#typed ? "direct" : "untyped"];
    if (isolated || reused.isTaken || Object.keys(others).length > 0)
      return await (await this.learner(options)).newPage();
    const taken = await reused.take(async () => (await this.learner()).newPage());
    const page = fresh || javaScriptEnabled === false ? await taken.context().newPage() : taken;
    if (javaScriptEnabled === false) await withoutScripts(page);
    await page.setViewportSize(viewport ?? wide);
    await page.emulateMedia({ colorScheme: colorScheme ?? null, reducedMotion: reducedMotion ?? null });
    return page;
  }

  /** Makes `page` that of a new learner. False if it cannot be used again. */
  async #clear(page: Page): Promise<boolean> {
    const context = page.context();
    if (page.isClosed() || this.#app === null) return false;
    await context.setOffline(false);
    await context.unrouteAll({ behavior: "ignoreErrors" });
    for (const other of context.pages()) if (other !== page) await other.close();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null });
    await page.mouse.move(0, 0);
    await page.goto(this.url + nothing);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await context.clearCookies();
    return true;
  }

  /** A page that was cleared is there already. */
  async #goToNothing(page: Page): Promise<void> {
    if (page.url() !== this.url + nothing) await page.goto(this.url + nothing);
  }

  #recordRequest(url: string): void {
    const isOurs = url.startsWith(this.url) || url.startsWith(this.url.replace("http", "ws"));
    if (!isOurs && !/^(data|blob):/.test(url)) this.foreignRequests.push(url);
  }
}

/** A page for reuse: the browser keeps compiled scripts, which halves the cost of the next load. */
class ReusedPage {
  spare: Page | null = null;
  #taken: Page | null = null;

  get isTaken(): boolean {
    return this.#taken !== null;
  }

  async take(create: () => Promise<Page>): Promise<Page> {
    const page = this.spare ?? (await create());
    this.spare = null;
    this.#taken = page;
    return page;
  }

  async release(clear: (page: Page) => Promise<boolean>): Promise<void> {
    const page = this.#taken;
    this.#taken = null;
    if (page !== null && (await clear(page))) this.spare = page;
  }
}

/** As a context without JavaScript does, for one page. */
async function withoutScripts(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setScriptExecutionDisabled", { value: true });
}

/** Runs in the page: the type checker's worker never answers. */
function withoutTypeChecker(): void {
  const silent = () => Object.assign(new EventTarget(), { postMessage() {}, terminate() {} });
  const construct = (target: typeof Worker, [url, options]: ConstructorParameters<typeof Worker>) =>
    /\/ts\.worker[^/]*\.js$/.test(String(url)) ? silent() : new target(url, options);
  window.Worker = new Proxy(Worker, { construct });
}

function startApp(dataDir: string, port: string): Promise<App> {
  return createApp(
    readConfig({
      PORT: port,
      DATA_DIR: dataDir,
      HOSTS: "1",
      SPARES: "none",
      LOG_LEVEL: "error",
      INSTRUCTOR_TOKEN: token,
      // A busy machine may keep a host from answering for longer than the standard second.
      LIMIT_HOST_SILENT_MS: "10000",
    }),
  );
}

export function lessonFile(path: string): Promise<string> {
  return readFile(join(root, "lessons", path), "utf8");
}

/** A known wrong solution, and the hint that its first lines name. */
export async function mistake(path: string): Promise<{ readonly source: string; readonly hint: string }> {
  const source = await lessonFile(path);
  const hint = /^\/\/ hint: (.+)$/m.exec(source)?.[1];
  assert.ok(hint, `${path} names no hint`);
  return { source, hint };
}
