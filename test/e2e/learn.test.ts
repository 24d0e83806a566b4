import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { unzipSync } from "fflate";
import type { Download, Page } from "playwright-core";
import {
  client,
  connect,
  editorReady,
  loaded,
  received,
  runChecks,
  send,
  showRoom,
  version,
  writeCode,
} from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { lessonFile, mistake, Stage } from "./stage.ts";

async function handlerIn(download: Download): Promise<string> {
  const files = unzipSync(await readFile(await download.path()));
  return Buffer.from(files["ws101-echo-loop/handler.ts"] ?? []).toString();
}

/** Echoes, and asks each client whether it is there. */
const pinging = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    await socket.ping();
    await socket.send("you said " + message.data);
  }
}
`;

describe("a learner's way through a lesson", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.page("/lessons", { reducedMotion: "reduce" });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("PA1 the course lists its lessons and starts with the first", async () => {
    const titles = page.locator(".lesson-row h2");
    await titles.first().waitFor();
    assert.ok((await titles.count()) >= 5);
    assert.match((await page.locator(".lesson-row").first().textContent()) ?? "", /\d+ min/);
    const begin = page.getByRole("link", { name: /^Start: / });
    assert.match((await begin.getAttribute("href")) ?? "", /^\/lessons\//);
    const { title } = await stage.contents("echo");
    await page.getByRole("link", { name: title, exact: true }).click();
    await editorReady(page);
    assert.equal(await page.title(), `${title} · ws101`);
  });

  test("PA2 edits load automatically, and the new version replies on a socket that was already open", async () => {
    await connect(page, "A");
    await connect(page, "B");
    const older = await version(page);
    await writeCode(page, pinging);
    const newer = await loaded(page, older);
    assert.ok(newer > older);
    await send(page, "A", "hello");
    await received(page, "A", "you said hello");
    await send(page, "B", "there");
    await received(page, "B", "you said there");
  });

  test("PA2 code can be typed key by key", async () => {
    const older = await version(page);
    await page.locator(".monaco-editor .view-lines").click();
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.type("// typed by hand\n");
    assert.ok((await loaded(page, older)) > older);
    await page.locator(".view-line", { hasText: "// typed by hand" }).waitFor();
  });

  test("BE4 JSON and binary are sent as intended; invalid input is refused before it is sent", async () => {
    await send(page, "A", '{ "a": 1 }', "json");
    await received(page, "A", 'you said { "a": 1 }');
    await send(page, "A", "{ a", "json");
    await client(page, "A").getByRole("alert").filter({ hasText: "Invalid JSON" }).waitFor();
    await send(page, "A", "00 ff 41", "binary");
    await client(page, "A").locator('[data-what="sent"]', { hasText: "00 ff 41" }).waitFor();
  });

  test("WR13 the wire shows frames both ways with the ping and the pong that no browser shows", async () => {
    await showRoom(page, "Wire");
    await page.getByRole("searchbox", { name: "Filter frames" }).fill('"you said hello" dir:out');
    await page.locator(".wire-rows tr", { hasText: "you said hello" }).first().waitFor();
    for (const [direction, kind] of [
      ["in", "text"],
      ["out", "text"],
      ["out", "ping"],
      ["in", "pong"],
      ["in", "binary"],
    ]) {
      await page.getByRole("searchbox", { name: "Filter frames" }).fill(`kind:${kind} dir:${direction}`);
      await page.locator(`.wire-rows tr[data-direction="${direction}"][data-kind="${kind}"]`).first().waitFor();
    }
    await page.getByRole("searchbox", { name: "Filter frames" }).fill("");
    await showRoom(page, "Console");
  });

  test("BE2 a client closes with a code and a reason, and says how it ended", async () => {
    const card = client(page, "B");
    await card.getByRole("button", { name: /^More/ }).click();
    await card.getByLabel("Code").fill("4001");
    await card.getByLabel("Reason").fill("enough");
    await card.getByRole("button", { name: "Close", exact: true }).click();
    await card.locator('[data-what="closed"]', { hasText: "4001 enough" }).waitFor();
    await card.locator(".client-state", { hasText: "closed 4001 enough" }).waitFor();
  });

  test("PA10 the first failed check is expanded with hint, message and transcript; the focus does not move", async () => {
    const older = await version(page);
    const { source, hint } = await mistake("02-echo/mistakes/loop-text-only.ts");
    await writeCode(page, source);
    await loaded(page, older);
    assert.equal(await runChecks(page), "fail");
    const failed = page.locator('.check[data-status="fail"]').first();
    await failed.locator(".check-detail > p", { hasText: "binary" }).waitFor();
    await failed.locator(".hint", { hasText: hint }).waitFor();
    assert.ok((await failed.locator(".transcript tbody tr").count()) >= 2);
    const focus = await page.evaluate(() => document.activeElement?.closest(".monaco-editor") !== null);
    assert.ok(focus, "the learner is still in the editor");
  });

  test("PA10 an edit greys out the results, which are for other code", async () => {
    await page.locator('.checks-scroll[data-stale="false"]').waitFor();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("// more");
    await page.locator('.checks-scroll[data-stale="true"]').waitFor();
    await page.locator(".run-line", { hasText: "the code has changed since" }).waitFor();
  });

  test("PA12 a pass shows the closing text and the link to the next lesson", async () => {
    await writeCode(page, await lessonFile("02-echo/loop/solution.ts"));
    assert.equal(await runChecks(page), "pass", "what is unsaved goes first");
    await page.getByText("One more thing").waitFor();
    assert.equal(await page.locator('.check[data-status="pass"]').count(), await page.locator(".check").count());
    await page.getByRole("banner").getByRole("link", { name: "Next: Reverse" }).waitFor();
  });

  test("PA25 the code can be taken home after a pass, with what was typed just before", async () => {
    await page.locator(".passed").getByRole("button", { name: "Take it home" }).click();
    const dialog = page.getByRole("dialog", { name: "Take it home" });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Download ws101-echo-loop.zip" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "ws101-echo-loop.zip");
    await dialog.getByText("Downloaded.").waitFor();
    assert.equal(await handlerIn(download), await lessonFile("02-echo/loop/solution.ts"));
    await page.keyboard.press("Escape");
    const held = Promise.withResolvers<void>();
    await page.route("**/api/lessons/echo/code", async (route) => {
      await held.promise;
      await route.continue();
    });
    await writeCode(page, pinging);
    await page.getByRole("button", { name: "Lesson menu" }).click();
    await page.getByRole("button", { name: "Take it home as a Node project" }).click();
    const [typed] = await Promise.all([
      page.waitForEvent("download"),
      dialog
        .getByRole("button", { name: /^Download/ })
        .click()
        .then(() => dialog.getByText("Preparing the project…").waitFor())
        .then(() => held.resolve()),
    ]);
    await page.unroute("**/api/lessons/echo/code");
    assert.equal(await handlerIn(typed), pinging);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Lesson menu");
  });

  test("PA25 a download that fails says why", async () => {
    const older = await version(page);
    await writeCode(page, `enum Colour { red }\n${pinging}`);
    await loaded(page, older);
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByPlaceholder("Search commands").fill("node project");
    await page.getByRole("option", { name: /Node project/, selected: true }).waitFor();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Take it home" });
    await dialog.getByRole("button", { name: /^Download/ }).click();
    await dialog.getByText("excludes enums. Replace it first.").waitFor();
    await page.context().setOffline(true);
    await dialog.getByRole("button", { name: /^Download/ }).click();
    await dialog.getByText("Could not reach the server.").waitFor();
    await page.context().setOffline(false);
    await page.keyboard.press("Escape");
    await page.locator('.live[data-phase="open"]').waitFor();
  });

  test("PA18 a button in the text does what it says, and a link goes to its line", async () => {
    await page.locator("button.try").first().click();
    await client(page, "A").locator('[data-what="sent"]').first().waitFor();
    await client(page, "A").locator('[data-what="received"]').first().waitFor();
    const older = await version(page);
    await writeCode(page, await lessonFile("02-echo/loop/start.ts"));
    await loaded(page, older);
    await page.locator("a.focus-line").first().click();
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
    await page.locator(".active-line-number", { hasText: /^5$/ }).waitFor();
  });

  test("PA24 a printed lesson shows its listings, and the code below the text", async () => {
    await page.emulateMedia({ media: "print" });
    const bottom = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => element.getBoundingClientRect().bottom);
    const top = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => element.getBoundingClientRect().top);
    assert.ok(await page.locator(".lesson-text .line").first().isVisible(), "a listing's lines are visible");
    assert.ok((await top(".printed-code")) >= (await bottom(".lesson-text")), "the code is below the text");
    const { text, height, lines } = await page.locator(".printed-code").evaluate((element) => ({
      text: element.textContent ?? "",
      height: element.getBoundingClientRect().height,
      lines: element.textContent?.split("\n").length ?? 0,
    }));
    assert.match(text, /export default async function/);
    assert.ok(height > lines * 8, "every line is printed");
    assert.ok(await page.locator(".monaco-editor").isHidden(), "not the editor, which has only visible lines");
    await page.emulateMedia({ media: "screen" });
  });

  test("PA1 the course page shows passed lessons and the next one", async () => {
    await page.getByRole("link", { name: "ws101, all lessons" }).click();
    await page.locator('.lesson-row[data-state="done"]', { hasText: "Echo" }).waitFor();
    await page.getByRole("link", { name: /^Next: / }).waitFor();
  });

  test("PA21 nothing was requested from another server, and the page logged no errors", () => {
    assert.deepEqual(stage.foreignRequests, []);
    assert.deepEqual(stage.errors, []);
  });
});
