// A server with its own data folder, and a browser with pages of it; disposal closes everything.
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
export const timeoutMs = 30_000;

export class Stage implements AsyncDisposable {
  readonly #dataDir: string;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  /** Errors on pages, and their requests to other servers. Tests expect both to be empty. */
  readonly errors: string[] = [];
  readonly foreignRequests: string[] = [];
  #app: App | null;
  readonly url: string;

  private constructor(dataDir: string, app: App, browser: Browser) {
    this.#dataDir = dataDir;
    this.#app = app;
    this.#browser = browser;
    this.url = app.url;
  }

  static async open(): Promise<Stage> {
    assert.ok(existsSync(join(root, "build/web/index.html")), "The page is not built. Build it with `npm test`.");
    const dataDir = await mkdtemp(join(tmpdir(), "ws101-page-"));
    const app = await startApp(dataDir, "0");
    try {
      return new Stage(dataDir, app, await startBrowser());
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  /** A new learner, who shares nothing with others but the server. */
  async learner(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    context.setDefaultTimeout(timeoutMs);
    context.on("weberror", (error) => this.errors.push(String(error.error())));
    context.on("request", (request) => this.#recordRequest(request.url()));
    this.#contexts.push(context);
    return context;
  }

  async page(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.learner(options);
    const page = await context.newPage();
    await page.goto(this.url + path);
    return page;
  }

  /** A new learner's page of the echo lesson, with its editor ready. */
  async lesson(): Promise<Page> {
    const page = await this.page("/lessons/echo");
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
    for (const context of this.#contexts.splice(0)) await context.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closePages();
    await this.#browser.close();
    await this.stopServer();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  #recordRequest(url: string): void {
    const isOurs = url.startsWith(this.url) || url.startsWith(this.url.replace("http", "ws"));
    if (!isOurs && !/^(data|blob):/.test(url)) this.foreignRequests.push(url);
  }
}

function startApp(dataDir: string, port: string): Promise<App> {
  return createApp(readConfig({ PORT: port, DATA_DIR: dataDir, HOSTS: "1", SPARES: "none", LOG_LEVEL: "error" }));
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
