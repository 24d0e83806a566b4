import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { connect, editorReady, loaded, received, runChecks, send, showRoom, version, writeCode } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { look, lookTwice, sizes, themes } from "./look.ts";
import { lessonFile, Stage } from "./stage.ts";

const panes = ["Lesson", "Code", "Clients", "Wire", "Checks"] as const;
type Pane = (typeof panes)[number];

async function show(page: Page, pane: Pane): Promise<void> {
  await page.getByRole("tablist", { name: "Panes" }).getByRole("tab", { name: pane }).click();
}

/** Looks at the page wide, and narrow with each of these panes. Ends wide. */
async function lookAtPanes(page: Page, name: string, ...narrowPanes: readonly Pane[]): Promise<void> {
  await look(page, `wide-${name}`);
  await page.setViewportSize(sizes.narrow);
  for (const [index, pane] of narrowPanes.entries()) {
    await show(page, pane);
    // The tabs of the panes are seen on a narrow window only.
    const theme = name === "lesson" ? (themes[index] ?? null) : null;
    await look(page, `narrow-${name}-${pane.toLowerCase()}`, theme);
  }
  await page.setViewportSize(sizes.wide);
}

describe("how the page looks", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("PA15 the course, new and begun", async () => {
    page = await stage.page("/lessons", { viewport: sizes.wide });
    await page.locator(".lesson-row").first().waitFor();
    await lookTwice(page, "course");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Dark" }).waitFor();
    await lookTwice(page, "settings");
  });

  test("PA15 a lesson as it opens", async () => {
    await stage.closePages();
    page = await stage.page("/lessons/echo", { viewport: sizes.wide });
    await page.locator(".live", { hasText: "Online" }).waitFor();
    await page.locator(".monaco-editor .view-line").first().waitFor();
    await lookAtPanes(page, "lesson", ...panes);
  });

  test("PA15 clients that talk, the wire, and checks that fail", async () => {
    await editorReady(page);
    await writeCode(page, await lessonFile("02-echo/mistakes/loop-first-only.ts"));
    await loaded(page);
    await connect(page, "A");
    await connect(page, "B");
    await send(page, "A", "hello there");
    await received(page, "A", "hello there");
    await send(page, "B", "00 ff 80", "binary");
    await received(page, "B", "00 ff 80");
    await showRoom(page, "Wire");
    await page.locator(".wire-rows tr").nth(3).waitFor();
    assert.equal(await runChecks(page), "fail");
    await page.locator(".check .hint").waitFor();
    await lookAtPanes(page, "checks-fail", "Wire", "Checks");
  });

  test("PA15 checks that pass, and the course after it", async () => {
    const older = await version(page);
    await writeCode(page, await lessonFile("02-echo/loop/solution.ts"));
    await loaded(page, older);
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.locator(".passed").waitFor();
    await lookAtPanes(page, "checks-pass", "Checks");
    await page.getByRole("button", { name: "Take it home" }).click();
    await page.getByRole("dialog", { name: "Take it home" }).waitFor();
    await lookTwice(page, "take-home");
    await page.goto(`${stage.url}/lessons`);
    await page.locator('[data-state="done"]').waitFor();
    await lookTwice(page, "course-begun");
  });

  test("PA15 code that does not load, a handler that throws, and earlier versions", async () => {
    await stage.closePages();
    page = await stage.page("/lessons/echo", { viewport: sizes.wide });
    await editorReady(page);
    await writeCode(page, throwing);
    const good = await loaded(page);
    await connect(page, "A");
    await send(page, "A", "x");
    await showRoom(page, "Console");
    await page.getByRole("log", { name: "Console" }).getByText("no such thing").waitFor({ state: "attached" });
    await page.locator(".xterm-rows", { hasText: "Error: no such" }).waitFor();
    await lookAtPanes(page, "fault", "Wire");
    await writeCode(page, "export default function handle( {\n");
    await page.locator(".load-line", { hasText: `v${good} still running` }).waitFor();
    await lookAtPanes(page, "problems", "Code");
    await page.getByRole("tab", { name: "History" }).click();
    await page.locator(".versions button:has(.version-name)").last().click();
    await page.locator(".monaco-diff .modified .view-line").first().waitFor();
    await lookAtPanes(page, "history", "Code");
  });

  test("PA13 while the server is away a bar says so, and it is free of findings too", async () => {
    await page.context().setOffline(true);
    await page.getByText("No connection to the server.").waitFor();
    await look(page, "wide-away");
  });

  test("PA15 a lesson that is not there, and a plain field instead of the editor", async () => {
    await stage.closePages();
    page = await stage.page("/lessons/nothing", { viewport: sizes.wide });
    await page.getByText("Lesson not found").waitFor();
    await lookTwice(page, "nothing");
    const touch = await stage.page("/lessons/echo", { viewport: sizes.wide, hasTouch: true, isMobile: true });
    await touch.getByLabel("Your handler").waitFor();
    await lookAtPanes(touch, "plain", "Code");
  });
});

const throwing = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  console.log("a client came", { id: socket.id });
  for await (const message of socket) {
    console.warn("about to fail");
    throw new Error("no such thing");
  }
}
`;
