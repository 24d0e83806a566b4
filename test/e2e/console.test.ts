import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { becomes, client, loaded, printed, saveCode, showRoom, writeCode } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { Stage } from "./stage.ts";

describe("the console, its prompt, and time", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.lesson();
    await showRoom(page, "Console");
    await writeCode(page, handler);
    await loaded(page);
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("PR1 entries from before the console was opened appear once, also after a change of width", async () => {
    const late = await page.context().newPage();
    // Simulates a terminal that is slow to process what was written, beside the editor that loads fastest.
    await late.addInitScript(() => {
      localStorage.setItem("ws101.settings", JSON.stringify({ editor: "plain" }));
      const soon = window.setTimeout.bind(window);
      Object.assign(window, {
        setTimeout: (run: () => void, ms = 0) => soon(run, ms < 20 ? 200 : ms),
      });
    });
    await late.goto(page.url());
    await late.locator('.live[data-phase="open"]').waitFor();
    const newest = await saveCode(page, `${handler}\n`);
    await late.locator(`.load-line[data-tone="good"][data-version="${newest}"]`).waitFor();
    await showRoom(late, "Console");
    const rows = late.locator(".xterm-rows");
    for (const width of [1_440, 1_200, 1_300]) {
      await late.setViewportSize({ width, height: 900 });
      // What is written last is shown last.
      await give(late, `last${width}`);
      await terminalRow(late, `> last${width}`).waitFor();
      await becomes(async () => (await rows.innerText()).split("loaded in").length, 2, `${width} wide`);
    }
    await late.close();
  });

  test("PR14 the prompt connects, sends and closes, and echoes each command with its outcome", async () => {
    await give(page, "connect a");
    await announced(page, "A is open");
    await give(page, "connect b");
    await said(page, "B is open");
    await give(page, "b send hello");
    await client(page, "B").getByText("hello").first().waitFor();
    await said(page, "hello from 2");
    await give(page, "all send both");
    await client(page, "A").getByText("both").first().waitFor();
    await give(page, "a close 1000 bye");
    await said(page, "A closed 1000 bye");
    await give(page, "conect a");
    await said(page, "Did you mean: connect a");
    await terminalRow(page, "> b send hello").waitFor();
  });

  test("PR23 +30s pauses a running clock, reports that, and immediately runs the heartbeats of that time", async () => {
    const bar = page.getByRole("group", { name: "Room clock" });
    await bar.getByText("timer in").waitFor();
    await give(page, "+30s");
    await bar.getByText(/^Clock paused\. Advanced 30 s: 3 pings sent, 3 pongs received, 3 lines printed\.$/).waitFor();
    await said(page, "tick");
    await terminalRow(page, "(repeated 2 times").waitFor();
    assert.ok(await bar.getByRole("radio", { name: "Paused" }).isChecked());
    await bar.getByText(/^\d\d:\d\d:\d\d\.\d{3}$/).waitFor();
  });

  test("PR23 one press jumps to the next timer; any amount can be entered; the clock can run again", async () => {
    const bar = page.getByRole("group", { name: "Room clock" });
    await bar.getByRole("button", { name: /^timer in \d+\.\d s$/ }).click();
    await bar.getByText(/^Advanced \d+(\.\d+)? s: 1 ping sent/).waitFor();
    await bar.getByText("timer in 10.0 s").waitFor();
    await bar.getByLabel("Advance the clock by", { exact: true }).fill("2x");
    await page.keyboard.press("Enter");
    await bar.getByRole("alert").getByText("Did you mean: +2s").waitFor();
    const controls = bar.locator(".time-steps :is(input, button)");
    const middles = await controls.evaluateAll((all) =>
      all.map((each) => each.getBoundingClientRect()).map(({ y, height }) => y + height / 2),
    );
    assert.ok(Math.max(...middles) - Math.min(...middles) < 2, `the middles are at ${middles.join(", ")}`);
    assert.equal(await bar.getByRole("status").textContent(), "", "what happened before is not shown below a refusal");
    await bar.getByLabel("Advance the clock by", { exact: true }).fill("2m");
    await page.keyboard.press("Enter");
    await bar.getByText(/^Advanced 2 min: 12 pings sent/).waitFor();
    await bar.getByRole("radio", { name: "Running" }).click({ force: true });
    await bar.getByText(/^\d\d:\d\d:\d\d$/).waitFor();
  });

  test("PR14 what no page can send is offered, and sent from the server after yes", async () => {
    await give(page, "a ping 42");
    await said(page, "A runs on the server, because a page cannot send this");
    await said(page, "A is open and sent a ping");
    await client(page, "A").getByText("pong").first().waitFor();
    await give(page, "a cut");
    await said(page, "A was cut without a close frame");
    await give(page, "a page");
    await give(page, "connect a");
    await said(page, "A runs in this page");
    await client(page, "A").getByText("open").first().waitFor();
    await give(page, "a fragment 3 hello");
    await said(page, "type yes to reconnect A from the server");
    await give(page, "yes");
    await said(page, "hello from 5");
  });

  test("PR1, PR2 a fault shows what happened and what to do; its line and stack frames lead to the editor", async () => {
    await give(page, "b send boom");
    await announced(page, "fault: Error: no such thing. This was not caught. (line 14)");
    await announced(page, "Socket #2 was closed with 1011");
    await page.getByRole("button", { name: "Fault: line 14" }).click();
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
    await page.keyboard.press("Control+m");
    await clickInTerminal(page, "at handler.ts:8:");
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
    await page.keyboard.type("/*seen*/");
    await page.locator(".view-line", { hasText: "/*seen*/" }).getByText("fail").waitFor();
    await page.keyboard.press("Control+m");
    await page.getByRole("button", { name: "Fault: line 14" }).waitFor({ state: "hidden" });
  });

  test("PR13 by keyboard: Tab completes, arrows move in the list and the history, and Tab leaves when nothing is left to complete", async () => {
    const prompt = promptOf(page);
    await prompt.focus();
    await page.keyboard.type("con");
    await page.keyboard.press("Tab");
    assert.equal(await prompt.inputValue(), "connect ");
    await page.keyboard.press("Tab");
    await page.getByRole("option", { name: "all" }).waitFor();
    assert.equal(await prompt.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.equal(await prompt.inputValue(), "connect a");
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Tab");
    assert.ok(!(await prompt.evaluate((field) => field === document.activeElement)), "Tab leaves");
    await prompt.focus();
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowUp");
    assert.equal(await prompt.inputValue(), "b send boom");
    await page.keyboard.press("ArrowDown");
    assert.equal(await prompt.inputValue(), "");
  });

  test("PR4 the console can be searched, copied and cleared, and counts new lines while scrolled up", async () => {
    await give(page, "connect b");
    for (let index = 0; index < 8; index++) await give(page, `help ${index}`);
    await page.getByLabel("Console output").focus();
    await page.keyboard.press("Home");
    await give(page, "clients").catch(() => {});
    await page.getByLabel("Console output").focus();
    await page.keyboard.press("Home");
    await client(page, "B")
      .getByRole("textbox", { name: /^Message from B/ })
      .fill("more");
    await page.keyboard.press("Enter");
    const below = page.getByRole("button", { name: /new lines? below$/ });
    await below.click();
    await below.waitFor({ state: "hidden" });
    const tools = page.locator("#pane-wire .tools button");
    const sizes = await tools.evaluateAll((all) => all.map((each) => getComputedStyle(each).fontSize));
    assert.equal(new Set(sizes).size, 1, sizes.join(", "));
    await page.getByLabel("Console output").focus();
    await page.keyboard.press("ControlOrMeta+f");
    await page.getByRole("searchbox", { name: "Find in the console" }).fill("from 2");
    await page.getByText(/^[1-9]\d* of [1-9]\d*$/).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByText("Copied", { exact: true }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^you: b send hello$/m);
    await give(page, "clear");
    await page.getByText("No output yet").waitFor();
  });

  test("PR4 in screen-reader mode the console is a list, places are buttons, and new lines are announced", async () => {
    await page.evaluate(() => {
      localStorage.setItem("ws101.settings", JSON.stringify({ reader: true, editor: "plain" }));
    });
    await page.reload();
    const field = page.getByRole("textbox", { name: "Your handler" });
    await field.waitFor();
    await showRoom(page, "Console");
    const list = page.getByRole("region", { name: "Console output" });
    await list.getByText("tick").first().waitFor();
    assert.equal(await page.locator(".xterm").count(), 0);
    await give(page, "connect b");
    await give(page, "b send boom");
    await announced(page, "fault: Error: no such thing");
    await list.getByRole("button", { name: "line 14" }).first().click();
    await becomes(() => field.evaluate((element) => element === document.activeElement), true);
    assert.deepEqual(await axeFindings(page), []);
  });

  test("PA21 the page made no requests to other servers and logged no errors", () => {
    assert.deepEqual(stage.foreignRequests, []);
    assert.deepEqual(stage.errors, []);
  });
});

const promptOf = (page: Page): Locator => page.getByRole("combobox", { name: "Command for clients and time" });

async function give(page: Page, line: string): Promise<void> {
  await promptOf(page).fill(line);
  await promptOf(page).press("Enter");
}

async function announced(page: Page, text: string): Promise<void> {
  await printed(page).getByText(text).first().waitFor({ state: "attached" });
}

/** Waits until the terminal shows this text, which it may wrap anywhere. */
async function said(page: Page, text: string): Promise<void> {
  const shown = async () => withoutSpaces((await page.locator(".xterm-rows").textContent()) ?? "");
  await becomes(async () => (await shown()).includes(withoutSpaces(text)), true, text);
}

const withoutSpaces = (text: string): string => text.replace(/\s/g, "");

const terminalRow = (page: Page, text: string): Locator => page.locator(".xterm-rows > div", { hasText: text }).first();

/** Clicks on words in the terminal by their cell, because they have no elements. */
async function clickInTerminal(page: Page, words: string): Promise<void> {
  const row = terminalRow(page, words);
  const box = await row.boundingBox();
  const text = ((await row.textContent()) ?? "").replaceAll("\u00a0", " ");
  const width = await page.evaluate(() => {
    const probe = document.querySelector(".xterm-char-measure-element");
    return probe ? probe.getBoundingClientRect().width / Math.max(1, probe.textContent?.length ?? 1) : 0;
  });
  assert.ok(box && width > 0);
  const x = box.x + (text.indexOf(words) + 2) * width;
  await page.mouse.move(x, box.y + box.height / 2);
  await page.locator(".xterm-cursor-pointer").waitFor();
  await page.mouse.click(x, box.y + box.height / 2);
}

const handler = `import { WebSocketServer } from "ws";
let count = 0;
new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  const id = ++count;
  const timer = id === 2 ? setInterval(() => (console.log("tick"), socket.ping()), 10000) : undefined;
  socket.on("close", () => clearInterval(timer));
  socket.on("message", (data, isBinary) => {
    if (String(data) === "boom") fail();
    console.log(String(data), "from", id);
    socket.send(data, { binary: isBinary });
  });
});
function fail() {
  throw new Error("no such thing");
}
`;
