import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { connect, loaded, send } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { type LiveDouble, lessonBeside } from "./live-double.ts";
import { Stage } from "./stage.ts";
import { tasksDuring } from "./tasks.ts";

const longMs = 200;
const shots = process.env.WS101_SHOTS;
const grid = (page: Page) => page.getByRole("grid", { name: "Frames on the wire" });
const count = (page: Page) => page.locator(".wire-count");
const search = (page: Page) => page.getByRole("searchbox", { name: "Filter frames" });

describe("the wire under load", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  let live: LiveDouble;
  before(async () => {
    stage = await Stage.open({ typed: false });
    ({ page, live } = await lessonBeside(stage));
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("WR6 at 1,000 frames per second no task blocks the page, and the list can be scrolled and filtered", async (t) => {
    await page.getByRole("textbox", { name: "Your handler" }).fill(bursting);
    await loaded(page);
    await connect(page, "A");
    const { longestMs, longestCpuMs } = await tasksDuring(page, async () => {
      await send(page, "A", "go");
      await count(page)
        .getByText(/^1,\d\d\d rows/)
        .waitFor();
      await grid(page).hover();
      await page.mouse.wheel(0, -3_000);
      await page.getByRole("button", { name: "Follow" }).click();
      await search(page).fill("/burst 9 /");
      await count(page)
        .getByText(/^[1-9].* of .* rows/)
        .waitFor();
      await search(page).fill("");
      await count(page)
        .getByText(/^1,[5-9]\d\d rows/)
        .waitFor();
    });
    t.diagnostic(`longest task ${longestMs.toFixed(0)} ms, of which CPU ${longestCpuMs.toFixed(0)} ms (bar ${longMs})`);
    assert.ok(longestCpuMs < longMs, `a task took ${longestCpuMs} ms of CPU`);
  });

  test("WR6 100,000 rows can be scrolled from end to end", async () => {
    await page.locator(".wire").getByRole("button", { name: "Clear", exact: true }).click();
    for (let n = 0; n < 101; n++) live.send(Array.from({ length: 1_000 }, () => live.frame({})));
    await count(page).getByText("100,000 rows").waitFor();
    await page.getByText(/[1-9],\d\d\d oldest rows dropped/).waitFor();
    await grid(page).focus();
    await page.keyboard.press("Home");
    await page.locator('tr[aria-selected="true"][aria-rowindex="1002"]').waitFor();
    await page.keyboard.press("End");
    await page.locator('tr[aria-selected="true"][aria-rowindex="101001"]').waitFor();
    if (shots === undefined) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, "wire-100000.png") });
  });
});

/** 1,500 frames in a second and a half, fifty at a time. */
const bursting = `import type { Socket } from "ws101";
import { sleep } from "ws101";
export default async function handle(socket: Socket) {
  await socket.recv();
  for (let n = 0; n < 30; n++) {
    for (let m = 0; m < 50; m++) await socket.send("burst " + n + " " + m + " of what a handler says when it has much to say");
    await sleep(50);
  }
}
`;
