// An author's page: lessons change under it as their files are saved.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { type App, createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { settingsKey } from "../../web/shell/settings.ts";
import { writeCourse } from "../lessons/written-course.ts";
import { becomes, client, connect, send } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { plainEditor, Stage } from "./stage.ts";

/** Longer than the pane, so that it can be scrolled. */
const padding = Array.from({ length: 60 }, (_, line) => `Line ${line} of the padding.\n`).join("\n");

describe("a lesson that its author edits", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let dataDir: string;
  let course: Awaited<ReturnType<typeof writeCourse>>;
  let app: App;
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
    dataDir = await mkdtemp(join(tmpdir(), "ws101-watch-"));
    const long = (text: string) => text.replace("## Every message", `${padding}\n## Every message`);
    course = await writeCourse({ first: { "lesson.md": long }, second: {} });
    const settings = { PORT: "0", DATA_DIR: dataDir, LESSONS_DIR: course.dir, HOSTS: "1", SPARES: "none" };
    app = await createApp(readConfig({ ...settings, LOG_LEVEL: "silent" }), { watch: true });
    page = await stage.page("/healthz", { fresh: true });
    await page.addInitScript(([key, value]) => localStorage.setItem(key, value), [
      settingsKey,
      JSON.stringify(plainEditor),
    ] as const);
    await open(page, "first");
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await app?.close();
    await course?.[Symbol.asyncDispose]();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  async function open(on: Page, slug: string): Promise<void> {
    await on.goto(`${app.url}/lessons/${slug}`);
    await on.locator('.live[data-phase="open"]').waitFor();
    await editor(on).waitFor();
  }

  const editor = (on: Page): Locator => on.getByRole("textbox", { name: "Your handler" });
  const text = (): Locator => page.locator(".lesson-text");
  const errorsIn = (pane: string): Locator => page.locator(`#pane-${pane} .lesson-errors`);
  const path = (name: string) => join(course.dir, name);
  const edit = async (name: string, from: string, to: string) => {
    const before = await readFile(path(name), "utf8");
    assert.ok(before.includes(from));
    // At once: the course, in the same process, must not find the file while it is empty.
    writeFileSync(path(name), before.replace(from, to));
  };

  test("LE22 a saved text is shown at once; code, clients, wire, focus and scroll position stay", async () => {
    await connect(page, "A");
    await editor(page).press("ControlOrMeta+Home");
    await page.keyboard.type("// mine\n");
    await page.locator('.load-line[data-tone="good"][data-version="1"]').waitFor();
    await send(page, "A", "hello");
    // The handshake, the text and its echo.
    await page.locator(".wire-row").nth(2).waitFor();
    const button = text().getByRole("button", { name: "Send two texts" });
    await button.focus();
    const line = text().getByText("Line 40 of the padding.");
    await line.evaluate((each) => each.scrollIntoView());
    const place = () => line.evaluate((each) => Math.round(each.getBoundingClientRect().top));
    const top = await place();
    const rows = await page.locator(".wire-row").count();
    await edit(
      "01-first/lesson.md",
      "## One message",
      "## Exactly one message\n\nA paragraph above what is being read.",
    );
    await edit("01-first/lesson.md", "## Every message", "## Each message");
    await text().getByRole("heading", { name: "Exactly one message" }).waitFor();
    await text().getByRole("heading", { name: "Each message" }).waitFor();
    assert.equal(await button.evaluate((each) => each === document.activeElement), true);
    await becomes(async () => Math.abs((await place()) - top) <= 1, true, `moved from ${top}`);
    assert.match(await editor(page).inputValue(), /\/\/ mine/);
    assert.equal(await client(page, "A").locator(".client-state").innerText(), "open");
    assert.equal(await page.locator(".wire-row").count(), rows);
    // Buttons of the new text work.
    await edit("01-first/lesson.md", "a send two", "a send three");
    await page.locator('button.try[data-try*="three"]').click();
    await page.locator(".lesson-message", { hasText: "Done" }).waitFor();
  });

  test("LE22 an error shows where it belongs, with its place and remedy, while the last good version can be used", async () => {
    await edit("01-first/lesson.md", ":::after", ":::afterwards");
    await errorsIn("lesson").getByText("01-first/lesson.md").waitFor();
    assert.match(
      await errorsIn("lesson").innerText(),
      /lesson\.md:\d+ No directive is called `afterwards`\. Known directives: /,
    );
    assert.equal(await errorsIn("checks").isVisible(), false);
    await text().getByRole("heading", { name: "Exactly one message" }).waitFor();
    await edit("01-first/lesson.md", ":::afterwards", ":::after");
    await errorsIn("lesson").waitFor({ state: "hidden" });
    await edit("01-first/checks.ts", "await connect();", "await connect(;");
    await errorsIn("checks").getByText("01-first/checks.ts").waitFor();
    assert.equal(await errorsIn("lesson").isVisible(), false);
    await edit("01-first/checks.ts", "await connect(;", "await connect();");
    await errorsIn("checks").waitFor({ state: "hidden" });
  });

  test("LE22 starter code that was not edited follows its file; a learner's code stays", async () => {
    const other = await page.context().newPage();
    await open(other, "second");
    await edit("02-second/loop/start.ts", "// TODO: reply", "// TODO: please reply");
    await becomes(async () => (await editor(other).inputValue()).includes("please"), true);
    await edit("01-first/loop/start.ts", "// TODO: reply", "// TODO: please reply");
    await edit("01-first/lesson.md", "## Exactly one message", "## One message, exactly");
    await text().getByRole("heading", { name: "One message, exactly" }).waitFor();
    assert.doesNotMatch(await editor(page).inputValue(), /please/);
    await other.close();
  });

  test("LE1 a page has the panes that its lesson names, in the document too", async () => {
    const other = await page.context().newPage();
    const shown = () => other.locator("section.pane").evaluateAll((panes) => panes.map(({ id }) => id));
    await open(other, "second");
    const panes = "panes: { shown: [wire, lesson, code], first: console }";
    await edit("02-second/lesson.md", "minutes: 8", `minutes: 8\n${panes}`);
    await other.locator("#pane-clients").waitFor({ state: "detached" });
    await open(other, "second");
    await becomes(shown, ["pane-lesson", "pane-code", "pane-wire"]);
    assert.equal(await other.locator("#room-tab-console").getAttribute("aria-selected"), "true");
    const document = await (await other.request.get(`${app.url}/lessons/second`)).text();
    assert.doesNotMatch(document, /id="pane-(clients|checks)"/);
    await other.setViewportSize({ width: 480, height: 800 });
    const tabs = other.getByRole("tablist", { name: "Panes" }).getByRole("tab");
    await becomes(() => tabs.allInnerTexts(), ["Wire", "Lesson", "Code"]);
    await other.locator("#pane-wire").waitFor();
    await other.locator("#pane-lesson").waitFor({ state: "hidden" });
    await other.close();
  });

  test("LE22 lessons join and leave the course; course.md gives it another title and colour", async () => {
    const list = await page.context().newPage();
    await list.goto(`${app.url}/lessons`);
    const titles = list.locator(".lesson-row h2");
    await titles.nth(1).waitFor();
    await cp(path("02-second"), path("unfinished"), { recursive: true });
    await list.locator(".lesson-errors", { hasText: "This is not a valid name" }).waitFor();
    await rename(path("unfinished"), path("03-third"));
    await titles.nth(2).waitFor();
    await list.locator(".lesson-errors").waitFor({ state: "hidden" });
    await rm(path("03-third"), { recursive: true });
    await titles.nth(2).waitFor({ state: "detached" });
    const accent = () => list.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent"));
    const before = await accent();
    await writeFile(
      path("course.md"),
      '---\ntitle: Sockets at work\ncolors: { accent: "#7a3ff2" }\ndifficulty: easy\n---\n',
    );
    await list.getByRole("heading", { name: "Sockets at work" }).waitFor();
    await becomes(async () => (await accent()) !== before, true);
    await list.close();
  });

  test("LE22 a production server watches nothing", async () => {
    await stage.closePages();
    const plain = await stage.page("/lessons/echo", { settings: plainEditor });
    await plain.locator('.live[data-phase="open"]').waitFor();
    assert.equal(await plain.locator(".lesson-errors:visible").count(), 0);
    const messages = await plain.evaluate(async () => {
      const socket = new WebSocket(`ws://${location.host}/live`);
      const { promise, resolve } = Promise.withResolvers<string>();
      const types: string[] = [];
      socket.onopen = () => socket.send(JSON.stringify({ type: "follow", lesson: "echo" }));
      socket.onmessage = ({ data }) => {
        const { type } = JSON.parse(data);
        types.push(type);
        if (type === "following") resolve(types.join());
      };
      return promise;
    });
    assert.equal(messages, "hello,following");
  });
});
