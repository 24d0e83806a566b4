// The playground as a learner uses it, in a real browser.
import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { scratch } from "../front/serving.ts";
import { becomes, boxes, connect, loaded, received, send } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { look, sizes } from "./look.ts";
import { lessonFile, plainEditor, Stage } from "./stage.ts";

const chat = `import type { Socket } from "ws101";
const sockets = new Set<Socket>();
export default async function handle(socket: Socket) {
  sockets.add(socket);
  for await (const { data } of socket) for (const each of sockets) each.send(\`all: \${data}\`);
  sockets.delete(socket);
}
`;

const handler = (page: Page) => page.getByRole("textbox", { name: "Your handler" });
const title = (page: Page) => page.getByLabel("Title of the draft");
const drafts = (page: Page) => page.getByRole("dialog", { name: "Drafts" });

/** What has to stay where it is when the script takes over. */
const still = [".play-title", "#pane-code", "#pane-code .switch", "#pane-preview", "#pane-clients", "#pane-wire"];

async function ready(page: Page): Promise<void> {
  await page.locator('.live[data-phase="open"]').waitFor();
  await handler(page).waitFor();
}

/** As a new learner, for whom it makes a draft. */
async function openPlayground(stage: Stage): Promise<Page> {
  const page = await stage.page("/play", { settings: plainEditor });
  await page.waitForURL(/\/play\/[a-z0-9]{12}$/);
  await ready(page);
  return page;
}

/** As one from another window. */
async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, x: 200, y: 400, data });
  await session.detach();
}

describe("the playground", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  afterEach(() => stage?.closePages());
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    assert.deepEqual(stage?.errors, []);
  });

  test("PG20, PG21, PG26 from a blank page to a chat of two clients; what is typed offline is still there", async () => {
    const page = await openPlayground(stage);
    assert.equal(await page.getByRole("button", { name: "Loop", exact: true }).getAttribute("aria-pressed"), "true");
    const cut = await page
      .locator(".client-state bdi")
      .evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length);
    assert.equal(cut, 0, "the clients' states are readable");
    await handler(page).fill(chat);
    const version = await loaded(page);
    await connect(page, "A");
    await connect(page, "B");
    await send(page, "A", "hello");
    await received(page, "B", "all: hello");
    assert.equal(await page.locator("#pane-lesson, #pane-checks").count(), 0);
    const saves = "**/api/lessons/*/code";
    await page.route(saves, (route) => route.abort());
    await handler(page).fill(chat.replace("all:", "everyone:"));
    await page.locator('.load-line[data-tone="warn"], .load-line[data-tone="bad"]').waitFor();
    await page.reload();
    await ready(page);
    await becomes(async () => (await handler(page).inputValue()).includes("everyone:"), true);
    await page.unroute(saves);
    await loaded(page, version);
  });

  test("PG22, PG23 a draft is renamed in place, deleted, brought back, and followed by another", async () => {
    const page = await openPlayground(stage);
    const address = page.url();
    await title(page).fill("Two\u202e rooms");
    await page.keyboard.press("Enter");
    const refusal = page.getByText(
      /^Not renamed: The title must not contain invisible or direction-changing characters\.$/,
    );
    await refusal.waitFor();
    assert.ok(await refusal.evaluate((it) => it.scrollWidth <= it.clientWidth), "all of it is seen");
    await title(page).fill("Two rooms");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.title.startsWith("Two rooms"));
    await page.getByRole("button", { name: "Drafts", exact: true }).click();
    await drafts(page).getByRole("button", { name: "Rename Two rooms" }).click();
    await drafts(page).getByLabel("New title of Two rooms").fill("Three rooms");
    await page.keyboard.press("Enter");
    const remove = drafts(page).getByRole("button", { name: "Delete Three rooms" });
    await remove.click();
    await drafts(page).getByRole("button", { name: "Undo" }).click();
    await drafts(page).getByText("“Three rooms” is back.").waitFor();
    await remove.click();
    await drafts(page).getByText("Deleted (1)").click();
    await drafts(page).getByRole("button", { name: "Restore Three rooms" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.href !== address && url.pathname.length > "/play/".length);
    await ready(page);
    await page.goto(address);
    await page.getByRole("button", { name: "Restore it" }).click();
    await ready(page);
    await becomes(() => title(page).inputValue(), "Three rooms");
    await page.getByRole("button", { name: "Drafts", exact: true }).click();
    await drafts(page).getByRole("link", { name: "Untitled" }).click();
    await page.waitForURL((url) => url.href !== address);
    await ready(page);
    await becomes(() => title(page).inputValue(), "Untitled");
  });

  test("PG24, PG25 a draft begins with a template, with the learner's code of a lesson, and with its solution", async () => {
    const page = await openPlayground(stage);
    const address = page.url();
    await page.getByRole("button", { name: "Drafts", exact: true }).click();
    await drafts(page).getByRole("tab", { name: "New draft" }).click();
    await drafts(page).getByText("client page", { exact: true }).first().waitFor();
    const badges = drafts(page).locator(".template .badge");
    const lines = await badges.evaluateAll((all) => all.map((each) => each.getClientRects().length));
    assert.deepEqual(new Set(lines), new Set([1]), "each badge is on one line");
    await drafts(page).getByRole("button", { name: /^Echo/ }).click();
    await page.waitForURL((url) => url.href !== address);
    await ready(page);
    await becomes(() => title(page).inputValue(), "Echo");
    await becomes(() => handler(page).inputValue(), await lessonFile("playground/01-echo/handler.ts"));
    const { listings } = await stage.contents("echo");
    const passed = { slug: "echo", style: "loop", version: 1, passed: ["all"], failed: [], done: true, atMs: 0 };
    await page.route("**/api/progress", (route) => route.fulfill({ json: { lessons: [passed] } }));
    await page.getByRole("button", { name: "Drafts", exact: true }).click();
    await drafts(page).getByRole("tab", { name: "New draft" }).click();
    await drafts(page).getByRole("button", { name: "Show those of lessons I haven’t passed" }).waitFor();
    const solutions = drafts(page).getByRole("button", { name: /, Loop$/ });
    assert.equal(await solutions.count(), 1, "the solution of the lesson that was passed");
    await solutions.click();
    await page.waitForFunction(() => document.title.startsWith("Echo every message"));
    await ready(page);
    await becomes(() => handler(page).inputValue(), listings.loop.solution);
    await page.goto(`${stage.url}/lessons/echo`);
    await ready(page);
    await handler(page).fill(chat);
    const fromMenu = async () => {
      await page.getByRole("button", { name: "Lesson menu" }).click();
      await page.getByRole("button", { name: "Open in the playground" }).click();
    };
    const fromPalette = async () => {
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByPlaceholder("Search commands").fill("playground");
      await page.getByRole("option", { name: "Open in the playground", selected: true }).waitFor();
      await page.keyboard.press("Enter");
    };
    for (const open of [fromMenu, fromPalette]) {
      await open();
      await page.waitForURL(/\/play\//);
      await ready(page);
      await becomes(() => handler(page).inputValue(), chat);
      await page.goto(`${stage.url}/lessons/echo`);
      await ready(page);
    }
    await page.getByRole("tab", { name: "Solution" }).click();
    await page.getByRole("button", { name: "Show it anyway" }).click();
    await page.getByRole("button", { name: "Open in the playground" }).click();
    await page.waitForURL(/\/play\//);
    await ready(page);
    await becomes(() => handler(page).inputValue(), listings.loop.solution);
  });

  test("PG26 a draft deleted in another tab keeps what is typed, and saves it once it is restored", async () => {
    const page = await openPlayground(stage);
    const draft = new URL(page.url()).pathname.split("/").at(-1);
    assert.equal(
      await page.evaluate((id) => fetch(`/api/drafts/${id}`, { method: "DELETE" }).then(({ ok }) => ok), draft),
      true,
    );
    await handler(page).fill(chat);
    await page.getByRole("button", { name: "Restore it" }).click();
    await loaded(page);
    await becomes(() => handler(page).inputValue(), chat);
  });

  test("PG27 a draft is shared as it is typed; its link can be copied, listed and deleted", async () => {
    const page = await openPlayground(stage);
    const asked = Promise.withResolvers<void>();
    await page.route("**/api/lessons/*/code", async (route) => {
      await asked.promise;
      await route.continue();
    });
    await handler(page).fill(chat);
    await page.getByRole("button", { name: "Share", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Share" });
    await dialog.getByRole("button", { name: "Create a link" }).click();
    // Until now, the text was not saved.
    asked.resolve();
    const link = await dialog.getByLabel("link", { exact: true }).innerText();
    const id = new URL(link).pathname.split("/").at(-1);
    const shared = async () => await (await fetch(`${stage.url}/api/snippets/${id}`)).json();
    assert.equal((await shared()).handler, chat);
    await dialog.getByRole("button", { name: "Create a link" }).click();
    assert.equal(await dialog.getByLabel("link", { exact: true }).innerText(), link, "the same text has the same link");
    await dialog.getByText(`<iframe src="${stage.url}/embed/p/${id}"`).waitFor();
    await dialog.getByRole("switch").click();
    await dialog.getByText("Search engines may list it.").waitFor();
    assert.equal((await shared()).published, true);
    await dialog.getByRole("button", { name: /^Delete the link/ }).click();
    await dialog.getByRole("button", { name: /for everyone$/ }).click();
    await dialog.getByText("no longer works").waitFor();
    await dialog.getByLabel("link", { exact: true }).waitFor({ state: "hidden" });
    assert.equal((await shared()).status, 404);
    await page.route("**/play/*", async (route) => {
      const body = (await (await route.fetch()).text()).replace('"sharing":true', '"sharing":false');
      await route.fulfill({ contentType: "text/html", body });
    });
    await page.reload();
    await handler(page).waitFor();
    assert.equal(await page.getByRole("button", { name: "Share" }).count(), 0, "where sharing is off");
  });

  test("PG28, SH14 a draft, its menu, and the dialogs, by keyboard, wide and narrow", async () => {
    const page = await openPlayground(stage);
    const scripts = "**/assets/*.js";
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.route(scripts, (route) => route.abort());
      await page.reload();
      const before = await boxes(page, still);
      await page.unroute(scripts);
      await page.reload();
      await ready(page);
      assert.deepEqual(await boxes(page, still), before, "nothing shifts when the script takes over");
      await look(page, `${size}-play`, "dark");
      await page.getByRole("button", { name: "Draft menu" }).focus();
      await page.keyboard.press("Enter");
      await look(page, `${size}-play-menu`);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await drafts(page).getByRole("list", { name: "Templates" }).waitFor();
      await look(page, `${size}-play-new`);
      await drafts(page).getByRole("tab", { name: "New draft" }).focus();
      await page.keyboard.press("ArrowLeft");
      await drafts(page).getByRole("list", { name: "My drafts" }).waitFor();
      await look(page, `${size}-play-drafts`);
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Draft menu");
      await page.getByRole("button", { name: "Share", exact: true }).click();
      await page.getByRole("button", { name: "Create a link" }).click();
      await page.getByRole("heading", { name: "My links" }).waitFor();
      await look(page, `${size}-play-share`);
    }
  });

  test("TK4 a draft is taken home and imported again; files replace its texts until an undo, and wrong ones are explained", async (context) => {
    const above = scratch();
    context.after(() => rm(above, { recursive: true }));
    const page = await openPlayground(stage);
    await handler(page).fill(chat);
    await loaded(page);
    const menu = page.getByRole("button", { name: "Draft menu" });
    await menu.click();
    await page.getByRole("button", { name: "Take it home" }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: /^Download / }).click();
    const zip = await (await downloading).path();
    await page.keyboard.press("Escape");
    const files = page.getByLabel("Files to import");
    const dialog = page.getByRole("dialog", { name: "Import" });
    const buffer = await readFile(zip);
    await files.setInputFiles({ name: "ours.zip", mimeType: "application/zip", buffer });
    await dialog.getByText("“Untitled” is a handler of 7 lines.").waitFor();
    const address = page.url();
    await dialog.getByRole("button", { name: "New draft" }).click();
    await page.waitForURL((url) => url.href !== address);
    await ready(page);
    await becomes(() => handler(page).inputValue(), chat);
    const folder = join(above, "mine");
    await mkdir(folder);
    await writeFile(join(folder, "handler.ts"), "export default async () => {};\n");
    await writeFile(join(folder, "client.html"), "<p>mine");
    await dropFolder(page, folder);
    await dialog.getByText("“mine” is a handler of 1 line and a client page of 1 line.").waitFor();
    await dialog.getByRole("button", { name: "Replace in this draft" }).click();
    await dialog.getByText("The draft has been replaced.").waitFor();
    await becomes(() => handler(page).inputValue(), "export default async () => {};\n");
    await look(page, "the import dialog");
    await dialog.getByRole("button", { name: "Undo" }).click();
    await dialog.waitFor({ state: "detached" });
    await becomes(() => handler(page).inputValue(), chat);
    await files.setInputFiles({ name: "cat.png", mimeType: "image/png", buffer });
    await page.getByText("cat.png is neither a handler nor a client page.").waitFor();
  });
});
