import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  becomes,
  client,
  connect,
  editor,
  loaded,
  loadLine,
  printed,
  received,
  saveCode,
  send,
  showRoom,
  version,
  writeCode,
} from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { Stage, timeoutMs } from "./stage.ts";

const isInEditor = (page: Page) => page.evaluate(() => document.activeElement?.closest(".monaco-editor") !== null);
const squiggles = (page: Page) => page.locator(".squiggly-error");

describe("the editor, the console, and learners' text", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  /** A is connected, and stays so while versions replace each other. */
  let page: Page;
  before(async () => {
    stage = await Stage.open();
    page = await stage.lesson();
    await connect(page, "A");
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("PA5 code that does not load is marked on its line, and the last good version still replies", async () => {
    const good = await saveCode(page, answer("good"));
    await writeCode(page, `${answer("bad")}const broken = ;\n`);
    await loadLine(page).getByText(`v${good} still running`).waitFor();
    await squiggles(page).first().waitFor();
    const problem = page.locator(".problems li").first();
    await problem.getByRole("button", { name: "line 4" }).click();
    await becomes(() => isInEditor(page), true, "the problem leads to its line");
    await send(page, "A", "x");
    await received(page, "A", "good");
    await writeCode(page, answer("mended"));
    await loaded(page, good + 1);
    await page.locator(".problems").waitFor({ state: "hidden" });
    await send(page, "A", "x");
    await received(page, "A", "mended");
  });

  test("PA14 HTML from a handler, a client or a file is shown as text", async () => {
    const html = `<img src=x onerror="window.pwned = true"><b id=bold>bold</b>`;
    await saveCode(page, printing(html));
    await send(page, "A", html);
    await received(page, "A", "<img src=x");
    await showRoom(page, "Console");
    await printed(page).getByText("<img src=x").first().waitFor({ state: "attached" });
    await showRoom(page, "Wire");
    await page.locator(".wire-payload", { hasText: "<img src=x" }).first().waitFor();
    await writeCode(page, `throw new Error(${JSON.stringify(html)});\n`);
    await page.locator(".problems li", { hasText: "<img src=x" }).first().waitFor();
    assert.equal(await page.locator("#bold").count(), 0);
    assert.equal(await page.evaluate("window.pwned"), undefined);
  });

  test("PA14 direction-changing and invisible characters are made visible", async () => {
    await saveCode(page, echo);
    await send(page, "A", "abc\u202edef\u0007");
    await received(page, "A", "abc\\u{202e}def\u2407");
  });

  test("PA16 Ctrl+M leaves the editor, and Tab reaches every pane", async () => {
    await editor(page).click();
    assert.ok(await isInEditor(page));
    await page.keyboard.press("Tab");
    assert.ok(await isInEditor(page), "Tab indents");
    await page.getByText("to leave").waitFor();
    await page.keyboard.press("Control+m");
    assert.ok(!(await isInEditor(page)));
    const unseen = new Set(["pane-lesson", "pane-checks", "pane-clients", "pane-wire", "lesson-head"]);
    for (let presses = 0; presses < 60 && unseen.size > 0; presses++) {
      await page.keyboard.press("Tab");
      const place = () => document.activeElement?.closest(".pane, .lesson-head")?.className.split(" ") ?? [];
      for (const name of await page.evaluate(place)) unseen.delete(name);
    }
    assert.deepEqual([...unseen], [], "Tab reaches every pane");
  });

  test("PA16 a touch screen gets the plain text field automatically", async () => {
    const page = await stage.page("/lessons/echo", {
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 844 },
    });
    await page.getByRole("tab", { name: "Code" }).click();
    await page.getByRole("textbox", { name: "Your handler" }).waitFor();
    assert.equal(await page.locator(".monaco-editor").count(), 0);
  });

  test("PA22 the editor knows the types of ws101 and ws, and nothing of a browser", async () => {
    await writeCode(
      page,
      'import type { Socket } from "ws101";\nexport default async (socket: Socket) => socket.nope();\n',
    );
    await squiggles(page).first().waitFor();
    await saveCode(page, typed);
    await editor(page).getByText("typed here").waitFor();
    await becomes(() => squiggles(page).count(), 0);
    await writeCode(page, `${typed}document.title = "x";\n`);
    await squiggles(page).first().waitFor();
    await becomes(() => squiggles(page).count(), 1);
  });

  test("PA22 completion shows documentation; parameter hints, hover, format, rename and definition work", async () => {
    await writeCode(page, unfinished);
    await page.keyboard.press("Control+End");
    await page.keyboard.type("    socket.");
    const list = page.locator(".suggest-widget.visible");
    await list.getByRole("option", { name: /^close,/ }).waitFor();
    await page.keyboard.type("sen");
    await list.getByRole("option", { name: /^send,/ }).waitFor();
    await page.locator(".suggest-details", { hasText: "waits while the client is slow" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("(");
    await page.locator(".parameter-hints-widget.visible", { hasText: "send(data" }).waitFor();
    await page.keyboard.type("1);");
    await page.keyboard.press("Enter");
    await page.keyboard.type("}");
    await editor(page).getByText("socket.send(1);").waitFor();
    await page.keyboard.press("F1");
    const commands = page.locator(".quick-input-list");
    const filter = page.locator(".quick-input-widget input").first();
    await filter.fill(">Trigger Suggest");
    await commands.getByText("Trigger Suggest", { exact: true }).first().waitFor();
    await filter.fill(">Format Document");
    await commands.getByText("Format Document", { exact: true }).first().waitFor();
    await page.keyboard.press("Enter");
    await editor(page).getByText("const count = 1").waitFor();
    await editor(page).getByText("count").hover();
    await page.locator(".monaco-hover:visible", { hasText: "const count: 1" }).waitFor();
    await page.mouse.move(0, 0);
    await page.locator(".monaco-hover:visible").waitFor({ state: "hidden" });
    await editor(page).getByText("Socket", { exact: true }).first().hover();
    await page.locator(".monaco-hover:visible", { hasText: "Socket in the reference" }).waitFor();
    await page.mouse.move(0, 0);
    await page.locator(".monaco-hover:visible").waitFor({ state: "hidden" });
    await hoverText(page, "send", 2);
    await page.locator(".monaco-hover:visible", { hasText: "Sender in the reference" }).waitFor();
    await editor(page).getByText("count").dblclick();
    await page.keyboard.press("F2");
    await page.locator(".rename-box.preview, .rename-box").locator("input").fill("total");
    await page.keyboard.press("Enter");
    await editor(page).getByText("const total = 1").waitFor();
    await editor(page).getByText("Socket", { exact: true }).first().dblclick();
    // While the renaming ends, the key may find nothing.
    const peek = page.locator(".peekview-widget", { hasText: "ws101.d.ts" });
    for (let presses = 0; presses < 3 && !(await peek.isVisible()); presses++) {
      await page.keyboard.press("F12");
      await peek.waitFor({ timeout: timeoutMs / 3 }).catch(() => undefined);
    }
    await peek.waitFor();
    await page.locator(".peekview-widget").getByText("export interface").first().waitFor();
    await page.keyboard.press("Escape");
  });

  test("PA22 a quick fix corrects a misspelt name and adds a missing import, wherever the caret is on the line", async () => {
    const fix = async (title: string) => {
      await squiggles(page).first().waitFor();
      const offered = page.locator(".action-widget").getByText(title);
      // The first marks may be those of the text before.
      for (let presses = 0; presses < 3 && !(await offered.isVisible()); presses++) {
        await page.keyboard.press("Escape");
        await page.keyboard.press("ControlOrMeta+.");
        await offered.waitFor({ timeout: timeoutMs / 3 }).catch(() => undefined);
      }
      await offered.click();
      await becomes(() => squiggles(page).count(), 0);
    };
    await saveCode(page, echo);
    await becomes(() => squiggles(page).count(), 0);
    await writeCode(page, unfinished.replace("const   count=1;", 'await socket.sendd("x");\n}'));
    await page.keyboard.press("Control+Home");
    for (const key of ["ArrowDown", "ArrowDown", "End"]) await page.keyboard.press(key);
    await fix("Change spelling to 'send'");
    await editor(page).getByText("socket.send(").waitFor();
    await writeCode(page, "export default async () => sleep(1);");
    await fix('Add import from "ws101"');
    await editor(page).getByText("import { sleep } from").waitFor();
  });

  test("BE2 subprotocols are offered, and the one that the handler chose is shown", async () => {
    await saveCode(page, choosing);
    const card = client(page, "B");
    await card.getByRole("button", { name: "Expand client B" }).click();
    await card.getByRole("button", { name: /^More/ }).click();
    await card.getByLabel("Subprotocols to offer").fill("chat.v1, chat.v2");
    await connect(page, "B");
    await card.locator(".client-state", { hasText: "chat.v2" }).waitFor();
  });

  test("PA16 a plain text field, by choice, saves and loads in the same way", async () => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Plain text" }).check();
    await page.keyboard.press("Escape");
    const field = page.getByRole("textbox", { name: "Your handler" });
    const older = await version(page);
    await field.fill(answer("from the field"));
    await loaded(page, older);
    await send(page, "A", "x");
    await received(page, "A", "from the field");
    await field.fill("const broken = ;\n");
    await page.locator(".problems").getByRole("button", { name: "line 1" }).click();
    await becomes(() => field.evaluate((element) => element === document.activeElement), true);
    await page.getByRole("tab", { name: "Solution" }).click();
    await page.getByRole("button", { name: "Show it anyway" }).click();
    await page.locator('.plain-diff [data-change="removed"]', { hasText: "const broken" }).waitFor();
  });

  test("PA21 nothing was requested from another server, and the page logged no errors", () => {
    assert.deepEqual(stage.foreignRequests, []);
    assert.deepEqual(stage.errors, []);
  });
});

const answer = (word: string) => `export default async function handle(socket: import("ws101").Socket) {
  for await (const message of socket) if (message.type === "text") await socket.send("${word}");
}
`;

const unfinished = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  const   count=1;
`;

const echo = `export default async function handle(socket: import("ws101").Socket) {
  for await (const message of socket) if (message.type === "text") await socket.send(message.data);
}
`;

const printing = (text: string) => `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    console.log(${JSON.stringify(text)});
    if (message.type === "text") await socket.send(message.data);
  }
}
`;

const typed = `import { WebSocketServer } from "ws"; // typed here
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data.toString("utf8"), { binary: isBinary }));
  setTimeout(() => console.log(Buffer.from("x").byteLength), 5);
});
`;

const choosing = `import type { Socket } from "ws101";
export function upgrade(request: import("ws101").UpgradeRequest) {
  return { protocol: request.protocols.includes("chat.v2") ? "chat.v2" : null };
}
export default async function handle(socket: Socket) {
  for await (const message of socket) if (message.type === "text") await socket.send(message.data);
}
`;

/** Moves the mouse over the character at `offset` of a text in the editor, which may be part of a longer token. */
async function hoverText(page: Page, text: string, offset: number): Promise<void> {
  const { x, y } = await editor(page).evaluate(
    (root, sought) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const start = node.textContent?.indexOf(sought.text) ?? -1;
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(node, start + sought.offset - 1);
        range.setEnd(node, start + sought.offset);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
      throw new Error(`The editor does not show ${sought.text}.`);
    },
    { text, offset },
  );
  await page.mouse.move(x, y);
}
