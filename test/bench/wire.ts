// The wire panel at 1,000 frames per second for a minute: responsiveness and memory.
import { setTimeout as delay } from "node:timers/promises";
import type { CDPSession, Page } from "playwright-core";
import { connect, editorReady, loaded, send, writeCode } from "../e2e/actions.ts";
import { startBrowser, withoutBrowser } from "../e2e/browser.ts";
import { tasksDuring } from "../e2e/tasks.ts";
import type { Row } from "./figures.ts";
import type { Server } from "./server.ts";

const part = "wire";
const framesPerSecond = 1_000;
const lastsMs = 60_000;
/** A trace of the whole minute would be larger than the page itself. */
const tracedMs = 8_000;
const longMs = 200;

export async function* benchWire({ url }: Server, skipped: (why: string) => void): AsyncGenerator<Row> {
  if (withoutBrowser !== false) return skipped(withoutBrowser);
  const browser = await startBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    await page.goto(`${url}/lessons/echo`);
    yield* figures(page, await context.newCDPSession(page));
  } finally {
    await browser.close();
  }
}

async function* figures(page: Page, devtools: CDPSession): AsyncGenerator<Row> {
  await editorReady(page);
  await writeCode(page, bursting);
  await loaded(page);
  await connect(page, "A");
  const before = await heapMiB(devtools);
  await page.evaluate(watchTasks);
  const paints = await painted(page);
  await send(page, "A", "go");
  const { longestCpuMs } = await tasksDuring(page, () => delay(tracedMs));
  await page.waitForFunction(() => "wireIsDone" in window, undefined, { timeout: lastsMs * 3 });
  const tasks = await page.evaluate<number[]>("window.longTasks");
  const seconds = (Date.now() - paints.sinceMs) / 1_000;
  const paintsASecond = ((await painted(page)).count - paints.count) / seconds;
  yield { part, what: "frames counted by the list", value: await framesSeen(page), unit: "" };
  yield { part, what: "longest task", value: Math.max(0, ...tasks), unit: "ms", bar: longMs };
  yield {
    part,
    what: `longest task's own CPU, in ${tracedMs / 1_000} s of it`,
    value: longestCpuMs,
    unit: "ms",
    bar: longMs,
  };
  yield { part, what: "tasks over 50 ms", value: tasks.length, unit: "" };
  yield { part, what: "paints per second", value: paintsASecond, unit: "" };
  yield { part, what: "heap before", value: before, unit: "MiB" };
  yield { part, what: "heap after", value: await heapMiB(devtools), unit: "MiB" };
}

/** Heap size after garbage collection. */
async function heapMiB(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize / (1 << 20);
}

async function painted(page: Page): Promise<{ readonly count: number; readonly sinceMs: number }> {
  return { count: await page.evaluate<number>("window.wirePaints"), sinceMs: Date.now() };
}

async function framesSeen(page: Page): Promise<number> {
  const text = (await page.locator(".wire-count").textContent()) ?? "";
  return Number(text.replaceAll(/\D/g, ""));
}

/** The handler's last message arrives as a row of the wire. */
const watchTasks = `
  window.longTasks = [];
  window.wirePaints = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ type: "longtask" });
  const paint = () => {
    window.wirePaints += 1;
    if (document.querySelector(".wire-rows tr:last-child")?.textContent.includes("the last of them")) window.wireIsDone = true;
    requestAnimationFrame(paint);
  };
  requestAnimationFrame(paint);
`;

const everyMs = 20;
const bursting = `import type { Socket } from "ws101";
import { interval } from "ws101";
export default async function handle(socket: Socket) {
  await socket.recv();
  let left = ${lastsMs / everyMs};
  for await (const _tick of interval(${everyMs})) {
    for (let n = 0; n < ${(framesPerSecond * everyMs) / 1_000}; n++) await socket.send(JSON.stringify({ left, n, say: "one of many" }));
    if (--left === 0) break;
  }
  await socket.send("the last of them");
  for await (const _message of socket);
}
`;
