import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { connect, editorReady, loaded, received, runChecks, send, showRoom, version, writeCode } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { look } from "./look.ts";
import { lessonFile, Stage } from "./stage.ts";

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const;
const panes = ["Lesson", "Code", "Clients", "Wire", "Checks"] as const;

describe("how the page looks", { skip: withoutBrowser, timeout: 240_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage?.[Symbol.asyncDispose]());

  for (const [size, viewport] of Object.entries(sizes)) {
    const isNarrow = size === "narrow";
    const show = async (page: Page, pane: (typeof panes)[number]) => {
      if (isNarrow) await page.getByRole("tablist", { name: "Panes" }).getByRole("tab", { name: pane }).click();
    };

    let page: Page;
    test(`PA15 ${size}: the course, new and begun`, async () => {
      page = await stage.page("/", { viewport });
      await page.locator(".lesson-row").first().waitFor();
      await look(page, `${size}-course`);
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByRole("radio", { name: "Dark" }).waitFor();
      await look(page, `${size}-settings`);
    });

    test(`PA15 ${size}: a lesson as it opens`, async () => {
      await stage.closePages();
      page = await stage.page("/lessons/echo", { viewport });
      for (const pane of isNarrow ? panes : panes.slice(0, 1)) {
        await show(page, pane);
        await page.locator(".live", { hasText: "Online" }).waitFor();
        if (!isNarrow || pane === "Code") await page.locator(".monaco-editor .view-line").first().waitFor();
        await look(page, `${size}-lesson-${pane.toLowerCase()}`);
      }
    });

    test(`PA15 ${size}: clients that talk, the wire, and checks that fail`, async () => {
      await show(page, "Code");
      await editorReady(page);
      await writeCode(page, await lessonFile("02-echo/mistakes/loop-first-only.ts"));
      await loaded(page);
      await show(page, "Clients");
      await connect(page, "A");
      await connect(page, "B");
      await send(page, "A", "hello there");
      await received(page, "A", "hello there");
      await send(page, "B", "00 ff 80", "binary");
      await received(page, "B", "00 ff 80");
      await showRoom(page, "Wire");
      await page.locator(".wire-rows tr").nth(3).waitFor();
      if (isNarrow) await look(page, `${size}-wire`);
      assert.equal(await runChecks(page), "fail");
      await page.locator(".check .hint").waitFor();
      await look(page, `${size}-checks-fail`);
    });

    test(`PA15 ${size}: checks that pass, and the course after it`, async () => {
      await show(page, "Code");
      const older = await version(page);
      await writeCode(page, await lessonFile("02-echo/loop/solution.ts"));
      await loaded(page, older);
      await page.keyboard.press("ControlOrMeta+Enter");
      await page.locator(".passed").waitFor();
      await look(page, `${size}-checks-pass`);
      await page.getByRole("button", { name: "Take it home" }).click();
      await page.getByRole("dialog", { name: "Take it home" }).waitFor();
      await look(page, `${size}-take-home`);
      await page.goto(stage.url);
      await page.locator('[data-state="done"]').waitFor();
      await look(page, `${size}-course-begun`);
    });

    test(`PA15 ${size}: code that does not load, a handler that throws, and earlier versions`, async () => {
      await stage.closePages();
      page = await stage.page("/lessons/echo?pane=code", { viewport });
      await editorReady(page);
      await writeCode(page, throwing);
      const good = await loaded(page);
      await show(page, "Clients");
      await connect(page, "A");
      await send(page, "A", "x");
      await showRoom(page, "Console");
      await page.getByRole("log", { name: "Console" }).getByText("no such thing").waitFor({ state: "attached" });
      await page.waitForFunction(() => document.querySelector(".xterm-rows")?.textContent?.includes("Error: no such"));
      await look(page, `${size}-fault`);
      await show(page, "Code");
      await writeCode(page, "export default function handle( {\n");
      await page.locator(".load-line", { hasText: `v${good} still running` }).waitFor();
      await look(page, `${size}-problems`);
      await page.getByRole("tab", { name: "History" }).click();
      await page.locator(".versions button:has(.version-name)").last().click();
      await page.locator(".monaco-diff .modified .view-line").first().waitFor();
      await look(page, `${size}-history`);
    });

    test(`PA15 ${size}: a lesson that is not there, and a plain field instead of the editor`, async () => {
      await stage.closePages();
      page = await stage.page("/lessons/nothing", { viewport });
      await page.getByText("Lesson not found").waitFor();
      await look(page, `${size}-nothing`);
      const touch = await stage.page("/lessons/echo?pane=code", { viewport, hasTouch: true, isMobile: true });
      await touch.getByLabel("Your handler").waitFor();
      await look(touch, `${size}-plain`);
    });
  }

  test("PA13 while the server is away a bar says so, and it is free of findings too", async () => {
    await stage.closePages();
    const page = await stage.page("/lessons/echo?pane=code", { viewport: sizes.wide });
    await editorReady(page);
    await page.context().setOffline(true);
    await page.getByText("No connection to the server.").waitFor();
    await look(page, "wide-away");
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
