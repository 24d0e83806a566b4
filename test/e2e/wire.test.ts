import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { becomes, client, connect } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { type LiveDouble, lessonBeside } from "./live-double.ts";
import { sizes } from "./look.ts";
import { Stage } from "./stage.ts";

const themes = ["light", "dark"] as const;
const shots = process.env.WS101_SHOTS;
const search = (page: Page) => page.getByRole("searchbox", { name: "Filter frames" });
const rows = (page: Page) => page.locator(".wire-rows tr");
const grid = (page: Page) => page.getByRole("grid", { name: "Frames on the wire" });
const detail = (page: Page) => page.locator(".wire-detail");
const count = (page: Page) => page.locator(".wire-count");

describe("the wire panel", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  /** With the plain editor, since all that is seen here is the wire. */
  let page: Page;
  let live: LiveDouble;
  before(async () => {
    stage = await Stage.open({ typed: false });
    ({ page, live } = await lessonBeside(stage));
  });
  after(() => stage?.[Symbol.asyncDispose]());

  /** Hides the rows of earlier tests: those that follow are counted from the first, unfiltered. */
  async function clear(): Promise<void> {
    await search(page).fill("");
    await page.locator(".wire").getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByText("Cleared", { exact: true }).waitFor();
  }

  async function converse(): Promise<void> {
    await clear();
    live.sendConversation();
    await rows(page).filter({ hasText: "as you wish" }).nth(1).waitFor();
  }

  async function look(name: string, within = "#pane-wire"): Promise<void> {
    await picture(name);
    assert.deepEqual(await axeFindings(page, { within }), [], name);
  }

  /** Saves pictures in both themes if `WS101_SHOTS` is set. Ends in the dark theme. */
  async function picture(name: string): Promise<void> {
    for (const theme of shots ? themes : (["dark"] as const)) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      if (shots === undefined) continue;
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `wire-${name}-${theme}.png`) });
    }
  }

  test("WR20 an empty wire explains itself and offers to connect", async () => {
    await page.getByText("No frames yet").waitFor();
    await look("empty", "body");
    await page.getByRole("button", { name: "Connect A" }).click();
    await client(page, "A").locator(".client-state", { hasText: "open" }).waitFor();
    await rows(page).filter({ hasText: "101" }).waitFor();
  });

  test("WR11 scrolling up stops following; pause and clear count the rows they hide", async () => {
    await clear();
    const showCleared = page.getByRole("button", { name: /^Show [\d,]+ cleared$/ });
    const earlier = Number(/\d+/.exec(await showCleared.innerText())?.[0]);
    const more = () => live.send(Array.from({ length: 200 }, () => live.frame({})));
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
    await page.getByRole("button", { name: "Resume (200)" }).click();
    await count(page).getByText("600 rows").waitFor();
    await clear();
    await becomes(() => showCleared.innerText(), `Show ${earlier + 600} cleared`);
    await showCleared.click();
    await count(page)
      .getByText(`${earlier + 600} rows`)
      .waitFor();
  });

  test("WR18 the list is selected from, opened, filtered and paused by keyboard; the grid reports its size", async () => {
    await clear();
    live.send(Array.from({ length: 300 }, (_, index) => live.frame({ payload: btoa(`number ${index}`) })));
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
    await becomes(() => grid(page).evaluate((element) => element === document.activeElement), true);
    await page.keyboard.press("p");
    await page.getByRole("button", { name: "Resume (0)" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("/number 7/");
    await count(page).getByText("11 of 300 rows").waitFor();
    await page.keyboard.type(" knid:x");
    await page.getByText("Unknown field “knid”").waitFor();
    await page.getByRole("button", { name: "Resume (0)" }).click();
    await page
      .locator(".wire > [role=status]", { hasText: /frames in the last 5 s, last: text from/ })
      .waitFor({ state: "attached" });
  });

  test("WR11 a list that grows keeps following the newest row", async () => {
    await clear();
    await page.setViewportSize({ width: 1440, height: 700 });
    live.send(Array.from({ length: 200 }, () => live.frame({})));
    await page.locator('tr[aria-rowindex="201"]').waitFor();
    const moved = await grid(page).evaluate((list) => {
      const before = list.scrollTop;
      list.style.minHeight = `${list.clientHeight + 100}px`;
      const { scrollTop } = list;
      // On a busy machine the browser reports the scroll before the page updates its list: dispatched here at once.
      list.dispatchEvent(new Event("scroll"));
      window.addEventListener("scroll", (event) => event.stopImmediatePropagation(), { capture: true, once: true });
      return before - scrollTop;
    });
    assert.ok(moved > 50, "the list was moved up");
    live.send(Array.from({ length: 200 }, () => live.frame({})));
    await page.locator('tr[aria-rowindex="401"]').waitFor();
    assert.equal(await page.getByRole("button", { name: "Follow" }).count(), 0);
    await page.setViewportSize(sizes.wide);
  });

  test("WR13, WR16 each kind has its arrow and text; a new version and a refusal have rows", async () => {
    await converse();
    await rows(page).filter({ hasText: "v2 running from here" }).waitFor();
    assert.deepEqual(await page.locator(".lane-name").allTextContents(), ["A", "B", "handler"]);
    for (const kind of ["text", "binary", "continuation", "ping", "pong", "close", "handshake", "refused"]) {
      await search(page).fill(kind === "refused" ? "403" : `kind:${kind}`);
      const arrow = kind === "refused" ? "" : " .arrow";
      await page.locator(`.wire-rows tr[data-kind="${kind}"]${arrow}`).first().waitFor();
    }
    await search(page).fill("");
    await rows(page).filter({ hasText: "4001 private, “as you wish”" }).first().waitFor();
    await look("conversation");
    live.send(Array.from({ length: 7 }, (_, index) => live.frame({ peer: 20 + index })));
    await rows(page).filter({ hasText: "#20" }).locator(".lane-text").waitFor();
    assert.deepEqual((await page.locator(".lane-name").allTextContents()).length, 9);
    await look("many-lanes");
  });

  test("WR14 the detail pane shows header fields, text, JSON and bytes, and explains handshakes and closes", async () => {
    await converse();
    await rows(page).filter({ hasText: '{"type":"move"' }).click();
    await detail(page).getByText("1: the message ends with this frame").waitFor();
    await detail(page).getByText("0x1: text, a data frame").waitFor();
    const order = await detail(page).evaluate((pane) => {
      const parts = pane.querySelectorAll(".payload-view, .fields, .detail-actions");
      return Array.from(parts, ({ classList }) => classList[0]);
    });
    assert.deepEqual(order, ["payload-view", "fields", "detail-actions"], "facts come before actions");
    await detail(page).getByText("yes: clients mask what they send").waitFor();
    await detail(page).getByRole("radio", { name: "JSON" }).check();
    await detail(page).locator(".json-name", { hasText: "who" }).waitFor();
    await look("json", ".wire-detail");
    await detail(page).getByRole("radio", { name: "Bytes" }).check();
    await detail(page).locator(".dump", { hasText: "0000  7b 22 74 79" }).waitFor();
    // By an event: a list that follows the newest frame may move its rows under the pointer.
    await rows(page).filter({ hasText: "64 KiB" }).dispatchEvent("click");
    await detail(page).getByText("cut: the first 4 KiB of 65,536 bytes").waitFor();
    await rows(page).filter({ hasText: "ab" }).filter({ hasText: "��" }).dispatchEvent("click");
    await detail(page).getByRole("radio", { name: "Text" }).check();
    await detail(page).locator("mark", { hasText: "\\xff\\xfe" }).waitFor();
    await search(page).fill("kind:close");
    await rows(page).first().click();
    await detail(page).getByText("client and server agree on the meaning").waitFor();
    await picture("close");
    await search(page).fill("kind:handshake");
    await rows(page).first().click();
    await detail(page).getByText("16 random bytes in base64").waitFor();
    await detail(page).getByText("proves that the server speaks WebSocket").waitFor();
    await picture("handshake");
  });

  test("WR13, WR17 the filtered rows keep their times, and are exported as JSON lines", async () => {
    await clear();
    const payload = btoa("to export");
    live.send([1, 9, 10].map((opcode) => live.frame({ opcode, payload })));
    await search(page).fill('kind:ping,pong "to export"');
    await count(page)
      .getByText(/^2 of /)
      .waitFor();
    await becomes(() => page.locator("tbody .wire-time").allTextContents(), ["0.001", "0.002"]);
    await page.locator(".wire").getByRole("button", { name: "More", exact: true }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export filtered rows" }).click();
    const path = await (await download).path();
    const lines = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ["ping", "pong"],
    );
    await page.keyboard.press("Escape");
  });

  test("WR20 every popover of the wire is a styled panel inside the viewport", async () => {
    await converse();
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const button of await page.locator(".wire [popovertarget]").all()) {
        await button.click();
        const popover = page.locator(".wire :popover-open");
        const found = await popover.evaluate((element) => {
          const { position, backgroundColor, borderTopWidth, padding } = getComputedStyle(element);
          const { left, right, top, bottom } = element.getBoundingClientRect();
          const isInside = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
          return { position, backgroundColor, borderTopWidth, isPadded: Number.parseFloat(padding) >= 8, isInside };
        });
        const { backgroundColor, ...style } = found;
        assert.deepEqual(style, { position: "fixed", borderTopWidth: "1px", isPadded: true, isInside: true });
        assert.doesNotMatch(backgroundColor, /rgba\(.*, 0\)|transparent/);
        const name = `popover-${await popover.getAttribute("id")}-${width}`;
        // Between wide and narrow, axe judges nothing that it does not judge there.
        await (width === 1024 ? picture(name) : look(name, ".wire :popover-open"));
        await page.keyboard.press("Escape");
        await popover.waitFor({ state: "detached" });
      }
    }
    await page.setViewportSize(sizes.wide);
  });

  test("WR14 hostile payloads and names stay in their rows, in the list and in the detail pane, wide and narrow", async () => {
    await clear();
    live.sendHostile();
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
      await picture(`hostile-${width}`);
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
    await page.setViewportSize(sizes.wide);
  });

  test("WR16 four and eight clients keep their lanes at 1440, 1024 and 390 px; removed ones leave with their rows", async () => {
    await clear();
    const names = Array.from("ABCDEFGH");
    for (const count of [4, 8]) {
      for (const [index, name] of names.slice(0, count).entries()) {
        live.sendHandshake(10 * count + index, name);
        live.send([live.frame({ peer: 10 * count + index, direction: "out" })]);
      }
      for (const width of [1440, 1024, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.locator(".lane-name").nth(count).waitFor();
        const arrows = page.locator(".wire-rows .arrow");
        assert.ok((await arrows.count()) > 0);
        assert.equal(await page.locator(".wire-rows .lane-text").count(), 0);
        const [first, last] = [page.locator(".lane-name").first(), page.locator(".lane-name").last()];
        const [left, right] = [await first.boundingBox(), await last.boundingBox()];
        assert.ok(left && right && left.width >= 20 && right.x - left.x >= (count - 1) * 20, `${count} at ${width}`);
        const name = `lanes-${count}-${width}`;
        await (width === 1024 || count === 4 ? picture(name) : look(name));
      }
    }
    await page.setViewportSize(sizes.wide);
    await clear();
    live.send([live.frame({ peer: 80 })]);
    await rows(page).first().waitFor();
    assert.deepEqual(await page.locator(".lane-name").allTextContents(), ["A", "B", "handler"]);
  });

  test("WR20 at the largest text size on 1280 × 720 at least one row fits below the tools", async () => {
    await converse();
    const choose = async (size: string) => {
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByRole("radio", { name: size }).check();
      await page.keyboard.press("Escape");
    };
    await choose("Projector");
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.locator('html[data-size="huge"]').waitFor();
    const room = () =>
      grid(page).evaluate((list) => {
        const head = list.querySelector("thead")?.getBoundingClientRect();
        const row = list.querySelector(".wire-rows tr")?.getBoundingClientRect();
        const height = Math.min(list.getBoundingClientRect().bottom, innerHeight) - (head?.bottom ?? 0);
        return row !== undefined && row.height > 0 && height >= row.height;
      });
    await becomes(room, true);
    await page.setViewportSize(sizes.wide);
    await choose("Normal");
  });

  test("WR14 the detail pane links to the line that sent a frame, and sends its payload again from a client that is open", async () => {
    await clear();
    live.send([live.frame({ peer: 1, direction: "out", line: 3, version: 0, masked: false })]);
    await rows(page).filter({ hasText: "hello" }).click();
    await detail(page).getByRole("button", { name: "line 3, starter code" }).click();
    await page.locator("textarea:focus").waitFor();
    await detail(page)
      .getByRole("button", { name: /from A$/ })
      .click();
    await client(page, "A").locator('[data-what="sent"]', { hasText: "hello" }).waitFor();
    // The starter code answers one message.
    await client(page, "A").locator(".client-state", { hasText: "closed" }).waitFor();
  });

  test("WR2 another tab's client A has a lane of its own", async () => {
    await clear();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.locator('.live[data-phase="open"]').waitFor();
    await connect(other, "A");
    await connect(page, "A");
    await rows(page).filter({ hasText: "101" }).nth(1).waitFor();
    for (const tab of [page, other]) {
      await becomes(async () => {
        const names = await tab
          .locator(".lane-name")
          .evaluateAll((all) => all.map((name) => name.getAttribute("title")));
        return names.includes("A") && names.includes("A (other tab)");
      }, true);
    }
    const counted = page.locator("#room-tab-wire .badge");
    await becomes(async () => (await counted.textContent()) === String(await rows(page).count()), true);
    await other.close();
  });

  test("WR20 a lost connection to the server is shown", async () => {
    await page.context().setOffline(true);
    live.cut();
    await page.getByText("disconnected: new frames are not shown").waitFor();
    await picture("away");
  });

  test("PA21 the page requests nothing from other servers and reports no errors", () => {
    assert.deepEqual(stage.foreignRequests, []);
    assert.deepEqual(stage.errors, []);
  });
});
