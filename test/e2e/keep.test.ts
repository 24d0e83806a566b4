import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  client,
  connect,
  editor,
  editorReady,
  expand,
  loaded,
  loadLine,
  received,
  saveCode,
  send,
  version,
  writeCode,
} from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { Stage } from "./stage.ts";

const answering = (word: string) => `export default async function handle(socket: import("ws101").Socket) {
  for await (const message of socket) if (message.type === "text") await socket.send("${word}");
}
`;

const answeringEvents = (word: string) => `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => socket.on("message", () => socket.send("${word}")));
`;

const shows = (page: Page, text: string) => editor(page).getByText(text).first().waitFor();

describe("saving", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  /** Each test begins online, with the handler's tab in the loop style, and leaves A disconnected. */
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.lesson();
  });
  after(() => stage?.[Symbol.asyncDispose]());

  async function replies(word: string): Promise<void> {
    await connect(page, "A");
    await send(page, "A", "x");
    await received(page, "A", word);
    await client(page, "A").getByRole("button", { name: "Disconnect" }).click();
    await closed();
  }

  const closed = () => client(page, "A").locator(".client-state", { hasText: "closed" }).waitFor();

  test("ED16 an earlier version and the starter code are restored as new versions", async () => {
    await shows(page, "TODO");
    const first = await saveCode(page, answering("first"));
    const second = await saveCode(page, answering("second"));
    await page.getByRole("tab", { name: "History" }).click();
    const versions = page.getByRole("list", { name: "Versions of your code, newest first" });
    const look = await versions.getByRole("button", { name: /^Starter code / }).evaluate((button) => {
      const { backgroundColor, borderTopWidth, width } = getComputedStyle(button);
      return [backgroundColor, borderTopWidth, width === getComputedStyle(button.parentElement ?? button).width];
    });
    assert.deepEqual(look, ["rgba(0, 0, 0, 0)", "0px", true], "versions are the rows of a list, not buttons");
    // Versions saved without a pause are one entry.
    await versions.getByRole("button", { name: "1 version while typing" }).click();
    await versions.getByRole("button", { name: new RegExp(`^v${first} `) }).click();
    await page.getByRole("button", { name: `Restore v${first}` }).click();
    const third = await loaded(page, second);
    await versions.getByRole("button", { name: /^Starter code / }).click();
    await page.getByRole("button", { name: "Restore the starter code" }).click();
    const fourth = await loaded(page, third);
    await page.getByRole("tab", { name: "Handler" }).click();
    await shows(page, "TODO");
    await editor(page).click();
    await page.keyboard.press("ControlOrMeta+z");
    await shows(page, '"first"');
    await loaded(page, fourth);
  });

  test("PA3 a reload right after a keystroke keeps the code, which then runs", async () => {
    const older = await version(page);
    await writeCode(page, answering("before the reload"));
    await page.reload();
    await editorReady(page);
    await shows(page, "before the reload");
    await loaded(page, older);
    await replies("before the reload");
  });

  test("PA3, PA13 typing continues while the network is down, and is saved once it is back", async () => {
    const older = await saveCode(page, answering("online"));
    await page.context().setOffline(true);
    await page.getByText("No connection to the server.").waitFor();
    await page.locator('.live[data-phase="waiting"], .live[data-phase="connecting"]').first().waitFor();
    await writeCode(page, answering("typed offline"));
    await loadLine(page).getByText("Kept in this browser").waitFor();
    await page.context().setOffline(false);
    await page.locator('.live[data-phase="open"]').waitFor();
    assert.ok((await loaded(page, older)) > older);
    await page.getByText("No connection to the server.").waitFor({ state: "hidden" });
    await replies("typed offline");
  });

  test("PA3, PA13, BE2 a server restart keeps the code; the page and a client with automatic reconnect reconnect, another client says that it can, and the endpoint replies", async () => {
    const older = await saveCode(page, answering("before the restart"));
    await expand(page, "B");
    await client(page, "B").getByRole("button", { name: /^More/ }).click();
    await client(page, "B").getByLabel("Reconnect automatically").check();
    await client(page, "B").getByRole("button", { name: /^More/ }).click();
    for (const name of ["A", "B"]) await connect(page, name);
    await stage.stopServer();
    await client(page, "A").locator('[data-what="closed"]', { hasText: "closed 1001" }).last().waitFor();
    await client(page, "B").getByRole("button", { name: "Stop reconnecting B" }).waitFor();
    await page.getByText("No connection to the server.").waitFor();
    await writeCode(page, answering("typed while it was away"));
    await stage.startServer();
    await page.locator('.live[data-phase="open"]').waitFor();
    assert.ok((await loaded(page, older)) > older);
    await client(page, "B").locator(".client-state", { hasText: "open" }).waitFor();
    await client(page, "A").locator('[data-what="note"]', { hasText: "the server is back" }).last().waitFor();
    await replies("typed while it was away");
    await client(page, "B").getByRole("button", { name: "Disconnect" }).click();
  });

  test("PA6 each style keeps its own text, and the style that is shown is the one that runs", async () => {
    const loop = await saveCode(page, answering("from the loop"));
    await page.getByRole("button", { name: "Events" }).click();
    await shows(page, "WebSocketServer");
    await writeCode(page, answeringEvents("from events"));
    await loaded(page, loop);
    await replies("from events");
    await page.getByRole("button", { name: "Loop" }).click();
    await shows(page, "from the loop");
    await page.locator(`.load-line[data-tone="good"][data-version="${loop}"][data-serving="${loop}"]`).waitFor();
    await replies("from the loop");
    await page.reload();
    await editorReady(page);
    await shows(page, "from the loop");
    assert.equal(await page.getByRole("button", { name: "Loop" }).getAttribute("aria-pressed"), "true");
  });

  test("PA2 with restart, new code closes open sockets with 1012", async () => {
    const older = await saveCode(page, answering("one"));
    await connect(page, "A");
    await page.getByRole("button", { name: /^on load/ }).click();
    await page.getByRole("radio", { name: /^Restart/ }).check();
    await page.keyboard.press("Escape");
    await writeCode(page, answering("two"));
    await loaded(page, older);
    await client(page, "A").locator('[data-what="closed"]', { hasText: "1012" }).waitFor();
  });

  test("PA20 whatever the browser's storage contains, the page opens with the server's code", async () => {
    await saveCode(page, answering("on the server"));
    await page.evaluate(() => {
      for (const key of ["ws101.settings", "ws101.draft.echo.loop", "ws101.draft.echo.events"]) {
        localStorage.setItem(key, '{"text":{"__proto__":1},"theme":7,');
      }
    });
    await page.reload();
    await editorReady(page);
    await shows(page, "on the server");
    assert.deepEqual(stage.errors, []);
  });
});
