// A server with a folder of its own and browser pages that look at it; whatever was opened is closed at the end.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { type App, createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { editorReady } from "./actions.ts";
import { startBrowser } from "./browser.ts";

const root = join(import.meta.dirname, "../..");
export const patienceMs = 30_000;

export class Stage implements AsyncDisposable {
  readonly #dataDir: string;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  /** What pages complained of, and what they asked of other servers: there is to be nothing in either. */
  readonly complaints: string[] = [];
  readonly foreign: string[] = [];
  #app: App | null;
  readonly url: string;

  private constructor(dataDir: string, app: App, browser: Browser) {
    this.#dataDir = dataDir;
    this.#app = app;
    this.#browser = browser;
    this.url = app.url;
  }

  static async open(): Promise<Stage> {
    assert.ok(existsSync(join(root, "build/web/index.html")), "the page is not built: npm run build");
    const dataDir = await mkdtemp(join(tmpdir(), "ws101-page-"));
    const app = await startApp(dataDir, "0");
    try {
      return new Stage(dataDir, app, await startBrowser());
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  /** A learner of their own: nothing is shared with the others but the server. */
  async learner(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    context.setDefaultTimeout(patienceMs);
    context.on("weberror", (error) => this.complaints.push(String(error.error())));
    context.on("request", (request) => this.#asked(request.url()));
    this.#contexts.push(context);
    return context;
  }

  async page(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.learner(options);
    const page = await context.newPage();
    await page.goto(this.url + path);
    return page;
  }

  /** The lesson that most tests are about, its editor ready. */
  async lesson(): Promise<Page> {
    const page = await this.page("/lessons/echo");
    await editorReady(page);
    return page;
  }

  async stopServer(): Promise<void> {
    await this.#app?.close();
    this.#app = null;
  }

  /** The same address and the same folder, a new server. */
  async startServer(): Promise<void> {
    this.#app = await startApp(this.#dataDir, new URL(this.url).port);
  }

  /** Pages that stay open go on painting their clocks, to the cost of those that come after them. */
  async closePages(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closePages();
    await this.#browser.close();
    await this.stopServer();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  #asked(url: string): void {
    const isOurs = url.startsWith(this.url) || url.startsWith(this.url.replace("http", "ws"));
    if (!isOurs && !/^(data|blob):/.test(url)) this.foreign.push(url);
  }
}

function startApp(dataDir: string, port: string): Promise<App> {
  return createApp(readConfig({ PORT: port, DATA_DIR: dataDir, HOSTS: "1", SPARES: "none", LOG_LEVEL: "error" }));
}

export function lessonFile(path: string): Promise<string> {
  return readFile(join(root, "lessons", path), "utf8");
}

/** A known wrong answer with the words its hint has to show, as its first lines say. */
export async function mistake(path: string): Promise<{ readonly source: string; readonly hint: string }> {
  const source = await lessonFile(path);
  const hint = /^\/\/ hint: (.+)$/m.exec(source)?.[1];
  assert.ok(hint, `${path} names no hint`);
  return { source, hint };
}
