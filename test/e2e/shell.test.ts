import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { becomes, boxes, editor, editorReady, loaded } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { plainEditor, Stage } from "./stage.ts";

const handler = (page: Page) => page.getByRole("textbox", { name: "Your handler" });
const focusedPane = (page: Page) => page.evaluate(() => document.activeElement?.id ?? "");

/** What has to stay where it is, by page. */
const still = {
  "/lessons/echo": [
    ...[".lesson-head h1", "#pane-lesson", "#pane-lesson .prose h2", ".prose p", "#pane-lesson .try"],
    ...[
      "#pane-code",
      "#pane-code .switch",
      "#pane-checks",
      ".checks li",
      "#pane-checks .check:last-child",
      "#pane-clients",
      "#pane-wire",
    ],
  ],
  "/lessons": [
    ".page-head h1",
    ".course-progress",
    ".find",
    ".lessons",
    ".lesson-row h2",
    ".lesson-row:last-child h2",
    ".lesson-row:last-child .needs",
  ],
  "/preflight": [".brand", ".page-head h1", ".page-head p"],
} as const;
const width = (page: Page, id: string) => page.evaluate((it) => document.getElementById(it)?.clientWidth ?? 0, id);

describe("the page around its parts", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  /** Of a learner, whom several tests follow. */
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("SH1, SH2 lines move by arrow keys and stay moved after a reload; F6 goes from pane to pane", async () => {
    page = await stage.page("/lessons/echo");
    await editorReady(page);
    const before = await width(page, "pane-lesson");
    const line = page.getByRole("separator", { name: "Between lesson and code" });
    await line.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.locator(".run-line[data-status]").waitFor();
    const moved = await width(page, "pane-lesson");
    assert.ok(moved > before + 100, `${before} → ${moved}`);
    await page.reload();
    await editorReady(page);
    assert.ok(Math.abs((await width(page, "pane-lesson")) - moved) < 3, "remembered");
    await line.dblclick();
    assert.ok(Math.abs((await width(page, "pane-lesson")) - before) < 3, "as it stood first");
    await editor(page).click();
    await page.keyboard.press("F6");
    await page.waitForFunction(() => document.activeElement?.id === "pane-clients");
    const ring = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body, "::after").borderTopWidth,
    );
    assert.equal(ring, "2px", "the pane shows that it has the focus");
    await page.keyboard.press("Shift+F6");
    await page.waitForFunction(() => document.activeElement?.id === "pane-code");
    for (const pane of ["clients", "wire", "checks", "lesson"]) {
      await page.keyboard.press("F6");
      await page.waitForFunction((id) => document.activeElement?.id === id, `pane-${pane}`);
    }
  });

  test("SH1 any pane is maximized and restored", async () => {
    const width = async () => (await page.locator("#pane-wire").boundingBox())?.width ?? 0;
    const before = await width();
    await page.getByRole("button", { name: "Maximize wire" }).click();
    assert.ok((await width()) > 1_300);
    await page.getByRole("button", { name: "Restore the layout" }).click();
    assert.equal(await width(), before);
  });

  test("SH2 a button that disappears when it is pressed leaves the focus in its pane", async () => {
    const page = await stage.page("/lessons/echo", { settings: plainEditor });
    await page.locator("#pane-wire").getByRole("button", { name: "Connect A" }).press("Enter");
    await page.locator("#pane-wire:focus").waitFor();
  });

  test("SH7, SH3 the palette opens from the editor, finds a command by its letters and runs it; ? lists the shortcuts", async () => {
    await editor(page).click();
    await page.keyboard.press("ControlOrMeta+k");
    const field = page.getByRole("combobox", { name: "Commands" });
    await field.waitFor();
    await page.keyboard.type("larger");
    await page.getByRole("option", { name: "Larger text", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.documentElement.dataset.size === "large");
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
    await page.keyboard.press("F6");
    await page.waitForFunction(() => document.activeElement?.id === "pane-clients");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Run checks").waitFor();
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.id === "pane-clients");
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("option", { selected: true }).getByText("Larger text").waitFor();
  });

  test("SH2 on a narrow screen one pane is seen; the address keeps which, and turning it wide costs no text", async () => {
    await page.setViewportSize({ width: 800, height: 700 });
    await page.goto(`${stage.url}/lessons/echo?pane=code`);
    await editorReady(page);
    await becomes(() => seenPanes(page), ["pane-code"]);
    await editor(page).click();
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.type("// mine");
    await page.keyboard.press("F6");
    await page.waitForFunction(() => document.activeElement?.id === "pane-clients");
    await becomes(() => seenPanes(page), ["pane-clients"]);
    assert.match(page.url(), /\?pane=clients$/);
    await page.setViewportSize({ width: 1200, height: 800 });
    await becomes(async () => (await seenPanes(page)).length, 5);
    await editor(page).getByText("// mine").waitFor();
    await editor(page).click();
    await page.keyboard.press("ControlOrMeta+z");
    await page.waitForFunction(() => !document.querySelector(".view-lines")?.textContent?.includes("mine"));
  });

  test("SH5 / goes to the search, which finds as one types, says how many, and stays in the address", async () => {
    await stage.closePages();
    page = await stage.page("/lessons");
    await page.locator(".lesson-row").first().waitFor();
    const all = await page.locator(".lesson-row").count();
    const title = (await page.locator(".lesson-row h2").last().textContent()) ?? "";
    const query = /\w+/.exec(title)?.[0] ?? assert.fail(title);
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(query);
    const status = page.getByRole("status").getByText(/^\d+ lessons?$/);
    await status.waitFor();
    await page.waitForURL(({ searchParams }) => searchParams.get("q") === query);
    const found = await page.locator(".lesson-row").count();
    assert.ok(found > 0 && found < all, `${query}: ${found}`);
    await becomes(() => status.textContent(), found === 1 ? "1 lesson" : `${found} lessons`);
    assert.ok((await page.locator(".lesson-row h2").allTextContents()).includes(title), query);
    await page.reload();
    await page.getByRole("searchbox").waitFor();
    await becomes(() => page.locator(".lesson-row").count(), found);
    await page.getByRole("searchbox").fill("zzz");
    await page.getByText("No lessons match").waitFor();
    await page.getByRole("button", { name: "Show all lessons" }).click();
    await page
      .locator(".lesson-row")
      .nth(all - 1)
      .waitFor();
    assert.match(page.url(), /\/lessons$/);
  });

  test("SH2 on a phone, a tab that is tapped has the focus", async () => {
    const phone = await stage.page("/lessons/echo", {
      ...{ isolated: true, hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } },
    });
    for (const pane of ["code", "clients", "wire", "lesson", "clients", "code"]) {
      await phone.locator(`#pane-tab-${pane}`).tap();
      await phone.locator(`#pane-${pane}`).waitFor();
      assert.equal(await focusedPane(phone), `pane-tab-${pane}`);
    }
    await phone.context().close();
  });

  test("SH10 settings apply immediately, and on the next visit before the script runs", async () => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Dark" }).check();
    await page.getByRole("radio", { name: "Projector" }).check();
    await page.getByRole("radio", { name: "Reduced" }).check();
    await page.getByRole("switch", { name: "Single-key shortcuts" }).uncheck();
    const looks = () => page.evaluate(() => ({ ...document.documentElement.dataset }));
    await becomes(looks, { theme: "dark", size: "huge", motion: "less" });
    await page.route("**/assets/**", (route) => route.abort());
    await page.reload();
    assert.deepEqual(await looks(), { theme: "dark", size: "huge", motion: "less" }, "without the program");
    await page.unroute("**/assets/**");
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/preflight", "/lessons"]) {
      await page.goto(stage.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, `${path} fits a phone`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.press("?");
    assert.equal(await focusedPane(page), "", "single keys are off");
    assert.equal(await page.getByRole("dialog").count(), 0);
  });

  test("SH11 the preflight passes here, and gives advice when the server is unreachable", async () => {
    await stage.closePages();
    page = await stage.page("/healthz", { isolated: true });
    await page.clock.install();
    await page.goto(`${stage.url}/preflight`);
    const probe = (title: string) => page.locator(".probe", { hasText: title });
    await probe("64 KB").and(page.locator('[data-verdict="good"]')).waitFor();
    for (let second = 0; second <= 10; second++) await page.clock.runFor(1_000);
    await page.locator(".verdict", { hasText: "Ready: everything works" }).waitFor();
    assert.equal(await page.locator('.probe[data-verdict="good"]').count(), 10);
    await page.getByRole("button", { name: "Copy" }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /ok {4}WebSocket opens: in \d+ ms/);
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Try again" }).click();
    await probe("WebSocket opens").getByText("Forward the Upgrade and Connection headers").waitFor();
    await page.locator(".verdict", { hasText: "Some checks failed" }).waitFor();
    await probe("Text echo works").and(page.locator('[data-verdict="skipped"]')).waitFor();
  });

  test("SH13 a crash of the page is reported, keeps what was typed, and is over after a reload", async () => {
    await stage.closePages();
    page = await stage.page("/healthz", { fresh: true, settings: plainEditor });
    await page.goto(`${stage.url}/lessons/echo`);
    await write(page, "// kept");
    await page.addInitScript(() => {
      if (sessionStorage.getItem("fixed")) return;
      window.matchMedia = () => {
        throw new Error("a bug of ours");
      };
    });
    await page.reload();
    await page.getByRole("heading", { name: "Something went wrong" }).waitFor();
    await page.getByText("Technical details").click();
    await page.getByText("a bug of ours").first().waitFor();
    await page.evaluate(() => sessionStorage.setItem("fixed", "yes"));
    await page.getByRole("button", { name: "Reload" }).click();
    await becomes(async () => (await handler(page).inputValue()).startsWith("// kept"), true);
  });

  test("SH14, SR16 a page does not shift when the script takes over, wide and narrow", async () => {
    await stage.closePages();
    page = await stage.page("/healthz", { fresh: true });
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ])
      for (const [path, places] of Object.entries(still)) {
        await page.setViewportSize(viewport);
        await page.route("**/assets/*.js", (route) => route.abort());
        await page.goto(stage.url + path);
        const before = await boxes(page, places);
        await page.unroute("**/assets/*.js");
        await page.reload();
        await page.locator(".prerendered").waitFor({ state: "detached" });
        assert.deepEqual(await boxes(page, places), before, `${path}, ${viewport.width} wide`);
      }
  });

  test("SH6 a code shares progress with another browser, which asks first when it has its own progress", async () => {
    await stage.closePages();
    const giver = await stage.page("/lessons/echo", { settings: plainEditor });
    const taker = await stage.page("/lessons/reverse", { settings: plainEditor });
    await write(giver, "// from the first");
    await write(taker, "// of the second");
    await giver.goto(`${stage.url}/lessons`);
    await giver.getByRole("button", { name: "Use another device" }).click();
    await giver.getByRole("button", { name: "Get a code" }).click();
    const code = await giver.locator(".device-code output").textContent();
    assert.match(code ?? "", /^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    await giver.getByText(/expires in (10:00|9:\d\d)/).waitFor();
    await taker.goto(`${stage.url}/lessons`);
    await taker.getByRole("button", { name: "Use another device" }).click();
    const field = taker.getByLabel("I have a code");
    await field.fill("ZZZZ-9999");
    await taker.keyboard.press("Enter");
    await taker.getByText("That code is not valid").waitFor();
    await field.fill("ZZZZ-999");
    await taker.getByText("That code is not valid").waitFor({ state: "hidden" });
    await field.fill((code ?? "").toLowerCase().replace("-", " "));
    await taker.keyboard.press("Enter");
    await taker.getByText("This browser has its own progress: 1 lesson, 0 passed.").waitFor();
    await taker.getByRole("button", { name: "Keep this browser's progress" }).click();
    await field.press("Enter");
    await taker.getByRole("button", { name: "Replace it" }).click();
    await taker.getByText("Reloading the page").waitFor();
    await taker.getByRole("dialog").waitFor({ state: "detached" });
    await taker.goto(`${stage.url}/lessons/echo`);
    await becomes(async () => (await handler(taker).inputValue()).startsWith("// from the first"), true);
  });
});

async function write(page: Page, text: string): Promise<void> {
  await page.locator('.live[data-phase="open"]').waitFor();
  await handler(page).press("ControlOrMeta+Home");
  await page.keyboard.type(text);
  await loaded(page);
}

function seenPanes(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".pane")].filter((it) => it.clientHeight > 0).map((it) => it.id),
  );
}
