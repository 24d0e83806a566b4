// Opens lesson after lesson and counts what stays in memory.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { CDPSession, Page } from "playwright-core";
import { editorReady } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { Stage } from "./stage.ts";

/** One closed lesson that stays alive costs about 780 nodes and 75 listeners. */
const tolerance = { nodes: 3_000, listeners: 300 };
const settleMs = 60_000;

describe("memory", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("PA23 12 changes of lesson leave no more nodes and listeners behind than 4", async () => {
    const page = await stage.lesson();
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await session.send("HeapProfiler.enable");
    await changeLesson(page, 4);
    const few = await counters(session);
    await changeLesson(page, 8);
    // Timers of the terminal keep the last lessons alive for a moment.
    const limit = { nodes: few.nodes + tolerance.nodes, listeners: few.listeners + tolerance.listeners };
    const deadline = Date.now() + settleMs;
    let many = await counters(session);
    while ((many.nodes > limit.nodes || many.listeners > limit.listeners) && Date.now() < deadline)
      many = await counters(session);
    assert.ok(many.nodes <= limit.nodes, `${few.nodes} nodes after 4 changes, ${many.nodes} after 12`);
    assert.ok(many.listeners <= limit.listeners, `${few.listeners} listeners, then ${many.listeners}`);
  });
});

/** Goes back and forth between two lessons by the links of the header; an even number of times. */
async function changeLesson(page: Page, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    const [from, to] = count % 2 === 0 ? ["Next lesson", "reverse"] : ["Previous lesson", "echo"];
    await page.getByRole("link", { name: new RegExp(`^${from}: `) }).click();
    await page.waitForURL(new RegExp(`/lessons/${to}`));
    await editorReady(page);
  }
}

async function counters(session: CDPSession): Promise<{ readonly nodes: number; readonly listeners: number }> {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { nodes: value("Nodes"), listeners: value("JSEventListeners") };
}
