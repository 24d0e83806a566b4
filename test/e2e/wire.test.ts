import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { client, connect, editorReady } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { lessonBeside } from "./live-double.ts";
import { Stage } from "./stage.ts";

const themes = ["light", "dark"] as const;
const shots = process.env.WS101_SHOTS;
const search = (page: Page) => page.getByRole("searchbox", { name: "Show only frames with" });
const rows = (page: Page) => page.locator(".wire-rows tr");
const grid = (page: Page) => page.getByRole("grid", { name: "Frames on the wire" });
const detail = (page: Page) => page.locator(".wire-detail");
const count = (page: Page) => page.locator(".wire-count");

describe("the wire panel", { skip: withoutBrowser, timeout: 240_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage?.closePages());
  after(() => stage?.[Symbol.asyncDispose]());

  const lesson = () => lessonBeside(stage);

  async function look(page: Page, name: string): Promise<void> {
    await picture(page, name);
    assert.deepEqual(await axeFindings(page), [], name);
  }

  /** Where pictures are asked for, in both themes; it ends in the dark one. */
  async function picture(page: Page, name: string): Promise<void> {
    for (const theme of shots ? themes : (["dark"] as const)) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      if (shots === undefined) continue;
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `wire-${name}-${theme}.png`) });
    }
  }

  test("WR20 with nothing to show it says what comes first, and connects at a press; a lost server is said", async () => {
    const { page, live } = await lesson();
    await page.getByText("the first thing you will see is the handshake").waitFor();
    await look(page, "empty");
    await page.getByRole("button", { name: "Connect A" }).click();
    await client(page, "A").locator(".client-state", { hasText: "open" }).waitFor();
    live.tell([live.frame({ peer: 1 })]);
    await page.context().setOffline(true);
    live.cut();
    await page.getByText("what passes now cannot be shown").waitFor();
    await picture(page, "away");
  });

  test("WR13, WR16 lanes, arrows and words for every kind, a rule at a new version, and a refusal", async () => {
    const { page, live } = await lesson();
    live.tellConversation();
    await rows(page).filter({ hasText: "v2 serves from here" }).waitFor();
    assert.equal(await grid(page).getAttribute("data-as"), "lanes");
    assert.deepEqual(await page.locator(".lane-name").allTextContents(), ["A", "B", "handler"]);
    for (const kind of ["text", "binary", "continuation", "ping", "pong", "close", "handshake", "refused"]) {
      await search(page).fill(kind === "refused" ? "403" : `kind:${kind}`);
      const arrow = kind === "refused" ? "" : " .arrow";
      await page.locator(`.wire-rows tr[data-kind="${kind}"]${arrow}`).first().waitFor();
    }
    await search(page).fill("");
    await rows(page).filter({ hasText: "4001 private, “as you wish”" }).first().waitFor();
    await look(page, "conversation");
    live.tell(Array.from({ length: 7 }, (_, index) => live.frame({ peer: 20 + index })));
    await page.locator('.wire-grid[data-as="list"]').waitFor();
    await rows(page).filter({ hasText: "#26" }).waitFor();
    await look(page, "list");
  });

  test("WR14 a frame in full: header in words, text, JSON, bytes; handshake and close explained", async () => {
    const { page, live } = await lesson();
    live.tellConversation();
    await rows(page).filter({ hasText: '{"type":"move"' }).click();
    await detail(page).getByText("1: the message ends with this frame").waitFor();
    await detail(page).getByText("0x1: text, a data frame").waitFor();
    await detail(page).getByText("yes: clients mask what they send").waitFor();
    await detail(page).getByRole("radio", { name: "JSON" }).check();
    await detail(page).locator(".json-name", { hasText: "who" }).waitFor();
    await look(page, "json");
    await detail(page).getByRole("radio", { name: "Bytes" }).check();
    await detail(page).locator(".dump", { hasText: "0000  7b 22 74 79" }).waitFor();
    await rows(page).filter({ hasText: "64 KiB" }).click();
    await detail(page).getByText("cut: the first 4 KiB of 65,536 bytes").waitFor();
    await rows(page).filter({ hasText: "ab" }).filter({ hasText: "��" }).click();
    await detail(page).getByRole("radio", { name: "Text" }).check();
    await detail(page).locator("mark", { hasText: "\\xff\\xfe" }).waitFor();
    await search(page).fill("kind:close");
    await rows(page).first().click();
    await detail(page).getByText("these two programs agree on what it means").waitFor();
    await picture(page, "close");
    await search(page).fill("kind:handshake");
    await rows(page).first().click();
    await detail(page).getByText("16 random bytes in base64").waitFor();
    await detail(page).getByText("proves that this server speaks WebSocket").waitFor();
    await picture(page, "handshake");
  });

  test("WR14 the line that sent a frame is one press away, and its payload is sent again from a client", async () => {
    const { page, live } = await lesson();
    await editorReady(page);
    await connect(page, "A");
    live.tell([live.frame({ peer: 1, direction: "out", line: 3, version: 0, masked: false })]);
    await rows(page).filter({ hasText: "hello" }).click();
    await detail(page).getByRole("button", { name: "line 3, v0" }).click();
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
    await detail(page)
      .getByRole("button", { name: /from A$/ })
      .click();
    await client(page, "A").locator('[data-what="sent"]', { hasText: "hello" }).waitFor();
  });

  test("WR18 everything by keys: into the list, choose, open, back, filter, pause; the grid tells its size", async () => {
    const { page, live } = await lesson();
    live.tell(Array.from({ length: 300 }, (_, index) => live.frame({ payload: btoa(`number ${index}`) })));
    await count(page).getByText("300 rows").waitFor();
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "301");
    await grid(page).focus();
    await page.keyboard.press("Home");
    await page.locator('tr[aria-selected="true"][aria-rowindex="2"]', { hasText: "number 0" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const chosen = page.locator('tr[aria-selected="true"]');
    await chosen.getByText("number 2").waitFor();
    assert.equal(await grid(page).getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
    await page.keyboard.press("Enter");
    await detail(page).getByText("Text from").waitFor();
    await page.keyboard.press("End");
    await chosen.getByText("number 299").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await detail(page).waitFor({ state: "detached" });
    assert.ok(await grid(page).evaluate((element) => element === document.activeElement));
    await page.keyboard.press("p");
    await page.getByRole("button", { name: "Go on (0)" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("/number 7/");
    await count(page).getByText("11 of 300 shown").waitFor();
    await page.keyboard.type(" knid:x");
    await page.getByText("called “knid”").waitFor();
    await page
      .locator(".wire > [role=status]", { hasText: /frames in the last 5 s, last: text from/ })
      .waitFor({ state: "attached" });
  });

  test("WR11, WR12 scrolling up stops the following and says so; pause and clear count what they keep back", async () => {
    const { page, live } = await lesson();
    const more = () => live.tell(Array.from({ length: 200 }, () => live.frame({})));
    more();
    await count(page).getByText("200 rows").waitFor();
    await grid(page).hover();
    await page.mouse.wheel(0, -2_000);
    await page.getByRole("button", { name: "Follow" }).waitFor();
    const top = await grid(page).evaluate((element) => element.scrollTop);
    more();
    await count(page).getByText("400 rows").waitFor();
    assert.equal(await grid(page).evaluate((element) => element.scrollTop), top);
    await page.getByRole("button", { name: "Follow" }).click();
    await page.locator('tr[aria-rowindex="401"]').waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    more();
    await page.getByRole("button", { name: "Go on (200)" }).click();
    await count(page).getByText("600 rows").waitFor();
    await page.locator(".wire").getByRole("button", { name: "Clear" }).click();
    await page.getByText("Cleared", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Show the 600 before" }).click();
    await count(page).getByText("600 rows").waitFor();
  });

  test("WR12 a list that gets more room goes on following the newest row", async () => {
    const { page, live } = await lesson();
    await page.setViewportSize({ width: 1440, height: 700 });
    live.tell(Array.from({ length: 200 }, () => live.frame({})));
    await page.locator('tr[aria-rowindex="201"]').waitFor();
    const moved = await grid(page).evaluate((list) => {
      const before = list.scrollTop;
      list.style.minHeight = `${list.clientHeight + 100}px`;
      const { scrollTop } = list;
      // On a busy machine a browser tells of it before the page has looked at its list again: here, at once and alone.
      list.dispatchEvent(new Event("scroll"));
      window.addEventListener("scroll", (event) => event.stopImmediatePropagation(), { capture: true, once: true });
      return before - scrollTop;
    });
    assert.ok(moved > 50, "the list was moved up");
    live.tell(Array.from({ length: 200 }, () => live.frame({})));
    await page.locator('tr[aria-rowindex="401"]').waitFor();
    assert.equal(await page.getByRole("button", { name: "Follow" }).count(), 0);
  });

  test("WR17 what the filter shows is exported as JSON lines", async () => {
    const { page, live } = await lesson();
    live.tellConversation();
    await search(page).fill("kind:ping,pong");
    await page.locator(".wire").getByRole("button", { name: "More", exact: true }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export what the filter shows" }).click();
    const path = await (await download).path();
    const lines = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ["ping", "pong"],
    );
    await look(page, "menu");
  });

  test("WR15 hostile payloads and names stay in their rows, in the list and in full, wide and narrow", async () => {
    const { page, live } = await lesson();
    live.tellHostile();
    await rows(page).filter({ hasText: "<script>" }).first().waitFor();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const heights = await rows(page).evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
      assert.deepEqual([...new Set(heights)], [26]);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll");
      assert.ok(
        await page.evaluate(() => {
          const wire = document.querySelector(".wire");
          return wire !== null && wire.scrollWidth <= wire.clientWidth;
        }),
      );
      await picture(page, `hostile-${width}`);
    }
    await grid(page).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    for (let n = 0; n < live.hostile; n++) {
      await page.keyboard.press("ArrowDown");
      const fits = await detail(page).evaluate((element) => element.scrollWidth <= element.clientWidth);
      assert.ok(fits, await detail(page).innerText());
      if (shots) await page.screenshot({ path: join(shots, `wire-hostile-detail-${n}.png`) });
    }
    assert.equal(await page.evaluate("window.pwned"), undefined);
  });

  test("PA21 nothing was asked of any other server, and the page complained of nothing", () => {
    assert.deepEqual(stage.foreign, []);
    assert.deepEqual(stage.complaints, []);
  });
});
