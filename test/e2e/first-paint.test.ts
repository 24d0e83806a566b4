// The page before, or without, its program.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { Stage } from "./stage.ts";

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

describe("the first paint", { skip: withoutBrowser }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  afterEach(() => stage?.closePages());
  after(() => stage[Symbol.asyncDispose]());

  test("SR16 with scripts switched off, a lesson's text and code can be read, light and dark", async () => {
    const page = await stage.page("/lessons/broadcast", { javaScriptEnabled: false, viewport: wide });
    const { title, checks } = await stage.contents("broadcast");
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.locator("#pane-lesson .prose h2").first().waitFor();
    await page.getByText("export default async function handle").waitFor();
    for (const check of checks) await page.getByText(check.title, { exact: true }).first().waitFor();
    await page.getByText(/wscat -c ws:/).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const colors = [await colourOf(page, ".editor-waiting .line span >> nth=0"), await colourOf(page, "body")];
      assert.notEqual(colors[0], colors[1], colorScheme);
    }
  });

  test("SR16 on a narrow screen, with scripts switched off, links lead from pane to pane", async () => {
    const page = await stage.page("/lessons/broadcast", { javaScriptEnabled: false, viewport: narrow });
    const code = page.getByText("export default async function handle");
    assert.equal(await code.isVisible(), false);
    await page.getByRole("link", { name: "Code" }).click();
    await code.waitFor();
    await page.getByRole("link", { name: "ws101, all lessons" }).click();
    const { title } = await stage.contents("echo");
    await page.getByRole("link", { name: title, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.locator("#pane-lesson .prose h2").first().waitFor();
  });

  test("SR16 without the script, axe finds nothing and no pane is wider than the screen, wide and narrow", async () => {
    const page = await stage.page("/healthz", { fresh: true });
    await page.route(/\/assets\/.*\.js$/, (route) => route.abort());
    for (const path of ["/", "/lessons", "/lessons/echo", "/preflight", "/lessons/nothing"]) {
      await page.goto(stage.url + path);
      for (const [size, viewport] of Object.entries({ narrow, wide })) {
        await page.setViewportSize(viewport);
        assert.deepEqual(await axeFindings(page, { rules: size === "wide" ? "all" : "layout" }), [], `${path} ${size}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${path} is ${overflow} pixels too wide when ${size}`);
      }
    }
  });

  test("SR16 the first paint does not wait for scripts", async () => {
    const page = await stage.page("/healthz", { viewport: wide, fresh: true });
    const held = Promise.withResolvers<void>();
    await page.route(/\/assets\/.*\.js$/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(`${stage.url}/lessons/echo`, { waitUntil: "commit" });
    await page.locator(".editor-waiting", { hasText: "export default async function handle" }).waitFor();
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    assert.equal(await page.locator(".prerendered").count(), 1);
    held.resolve();
    await takenOver(page);
  });

  test("SR17 the reference: axe finds nothing, it fits a narrow screen, and the keyboard searches it", async () => {
    const page = await stage.page("/reference#ws101-select", { viewport: wide, colorScheme: "light" });
    assert.deepEqual(await axeFindings(page), []);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await axeFindings(page, { rules: "colors" }), []);
    await page.setViewportSize({ width: 320, height: 640 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `The reference is ${overflow} pixels too wide.`);
    await page.keyboard.press("/");
    await page.keyboard.type("sleep");
    await page.locator("#ws101-select").waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await page.waitForURL(({ hash }) => hash === "#ws101-Sleep");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await page.locator("#ws101-select").waitFor();
  });

  test("SR16 no page violates its content policy or requests anything from another server", () => {
    assert.deepEqual([stage.errors, stage.foreignRequests], [[], []]);
  });
});

async function takenOver(page: Page): Promise<void> {
  await page.locator(".live-bar").waitFor({ state: "attached" });
  await page.locator("#page:not(:has(.prerendered)) :is(.course .lesson-row, .workbench .checks)").first().waitFor();
}

function colourOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).evaluate((element) => getComputedStyle(element).color);
}
