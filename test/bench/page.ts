// Lesson page on a cold visit: paint, visible code, time to typing, and the JavaScript sent.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { z } from "zod";
import { startBrowser, withoutBrowser } from "../e2e/browser.ts";
import { median, type Row } from "./figures.ts";
import { watchPaints } from "./page-watch.ts";
import type { Server } from "./server.ts";
import { shipped } from "./shipped.ts";

const part = "page";
const visits = 7;
const patienceMs = 30_000;

/** Milliseconds since navigation start. A visit that misses a figure is discarded as an error. */
const visitSchema = z.object({
  firstPaint: z.number(),
  largestPaint: z.number(),
  codeVisible: z.number(),
  typingPossible: z.number(),
});

type Visit = Readonly<z.infer<typeof visitSchema>>;

const figures = [
  { key: "firstPaint", what: "first paint", bar: 400 },
  { key: "largestPaint", what: "largest contentful paint" },
  { key: "codeVisible", what: "code visible", bar: 500 },
  { key: "typingPossible", what: "typing possible", bar: 1_500 },
] as const satisfies readonly { key: keyof Visit; what: string; bar?: number }[];

/** Compressed, before anyone has clicked. */
const landingBarKb = 90;

const routes = ["/", "/lessons", "/lessons/broadcast", "/preflight", "/embed/broadcast"];

export async function* benchPage(server: Server, skipped: (why: string) => void): AsyncGenerator<Row> {
  if (withoutBrowser !== false) return skipped(withoutBrowser);
  await using browser = await startBrowser();
  const samples: Visit[] = [];
  // The first visit warms up the server, which is not measured.
  for (let visit = 0; visit <= visits; visit += 1) {
    const seen = await visitLesson(browser, `${server.url}/lessons/broadcast`);
    if (visit > 0) samples.push(seen);
  }
  for (const { key, what, ...bar } of figures) {
    const value = median(samples.map((sample) => sample[key]));
    yield { part, what: `a lesson, cold: ${what}, median of ${visits}`, value, unit: "ms", ...bar };
  }
  for (const route of routes) yield* weigh(browser, server.url, route);
}

async function visitLesson(browser: Browser, address: string): Promise<Visit> {
  await using context = await stranger(browser);
  const page = await context.newPage();
  await page.addInitScript(watchPaints);
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => "typingPossible" in (window.ws101Seen ?? {}), null, { timeout: patienceMs });
  const seen = visitSchema.parse(await page.evaluate(() => window.ws101Seen));
  await provesTyping(page);
  return seen;
}

/** Typing must have an effect, otherwise the figure is meaningless. */
async function provesTyping(page: Page): Promise<void> {
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("// typed\n");
  await page.locator(".monaco-editor .view-line", { hasText: "// typed" }).first().waitFor({ timeout: patienceMs });
}

/** A visit with an empty cache, no cookie and a wide screen. */
function stranger(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1440, height: 900 } });
}

async function* weigh(browser: Browser, url: string, route: string): AsyncGenerator<Row> {
  await using context = await stranger(browser);
  const { raw, sent } = await shipped(context, url + route);
  const bar = route === "/" ? { bar: landingBarKb } : {};
  yield { part, what: `${route}: JavaScript, raw`, value: raw / 1_024, unit: "KB" };
  yield { part, what: `${route}: JavaScript, compressed`, value: sent / 1_024, unit: "KB", ...bar };
}
