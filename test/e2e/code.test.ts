import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  becomes,
  client,
  connect,
  editor,
  editorReady,
  loaded,
  loadLine,
  runChecks,
  send,
  version,
  writeCode,
} from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { lessonFile, mistake, Stage } from "./stage.ts";

const saying = (word: string) => `export default async function handle(socket: import("ws101").Socket) {
  for await (const message of socket) if (message.type === "text") await socket.send("${word}");
}
`;

const shows = (page: Page, text: string) => editor(page).getByText(text).first().waitFor();
const notice = (page: Page, text: string | RegExp) => page.locator(".code-notice", { hasText: text });
const tab = (page: Page, name: string) => page.locator("#pane-code").getByRole("tab", { name });

const isInView = (page: Page, selector: string) =>
  page.evaluate((wanted) => {
    const inner = document.querySelector(wanted)?.getBoundingClientRect();
    const outer = document.querySelector(".checks-scroll")?.getBoundingClientRect();
    return inner !== undefined && outer !== undefined && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  }, selector);

describe("the code pane and the checks", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  afterEach(() => stage?.closePages());
  after(() => stage?.[Symbol.asyncDispose]());

  const lesson = () => stage.lesson();

  async function another(page: Page): Promise<Page> {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await editorReady(other);
    return other;
  }

  test("ED6, ED8 a change in another tab is shown immediately, compared, switched, and undone as one edit", async () => {
    const page = await lesson();
    await writeCode(page, saying("mine"));
    const mine = await loaded(page);
    const other = await another(page);
    await writeCode(other, saying("theirs"));
    await shows(page, "theirs");
    await notice(page, `Your version is v${mine}.`).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: "Compare" }).click();
    await page.locator(".monaco-diff .view-line", { hasText: "mine" }).first().waitFor();
    await notice(page, "Your version is").getByRole("button", { name: "Restore mine" }).click();
    await shows(other, "mine");
    await notice(page, "Your version is").waitFor({ state: "detached" });
    await tab(page, "Handler").click();
    await shows(page, "mine");
    await editor(page).click();
    await page.keyboard.press("ControlOrMeta+z");
    await shows(page, "theirs");
  });

  test("ED6 text typed offline before the other tab saved is replaced and kept in the history", async () => {
    const page = await lesson();
    await writeCode(page, saying("common"));
    const common = await loaded(page);
    const other = await another(page);
    await page.context().setOffline(true);
    await writeCode(page, saying("typed offline"));
    await loadLine(page).getByText("Kept in this browser").waitFor();
    // The other page comes back alone: a page that is offline keeps what it has.
    await page.close();
    await other.context().setOffline(false);
    await writeCode(other, saying("newer"));
    await loaded(other, common);
    const back = await another(other);
    await shows(back, "newer");
    const said = notice(back, /Your version is v\d+/);
    await said.getByRole("button", { name: "Compare" }).click();
    await back.locator(".monaco-diff .view-line", { hasText: "typed offline" }).first().waitFor();
    await back.locator(".versions", { hasText: "set aside" }).waitFor();
  });

  test("ED6 text typed after the other tab saved replaces it, and the notice names the other version", async () => {
    const page = await lesson();
    await writeCode(page, saying("common"));
    const common = await loaded(page);
    const other = await another(page);
    // Only this page's live channel is cut: it does not hear of the other one's save before its own.
    await page.route("**/api/lessons/echo/code", (route) => route.abort());
    await writeCode(page, saying("typed first"));
    await loadLine(page).getByText("Kept in this browser").waitFor();
    await writeCode(other, saying("from the other"));
    const theirs = await loaded(other, common);
    await editor(page).click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("// typed last");
    await page.unroute("**/api/lessons/echo/code");
    await notice(page, `the other is v${theirs}`).waitFor();
    await shows(other, "typed last");
  });

  test("ED9 a link to a line of older code leads to its present place, or says that it is gone and offers the version", async () => {
    const page = await lesson();
    await writeCode(page, throwing);
    const old = await loaded(page);
    await connect(page, "A");
    await send(page, "A", "x");
    const fault = page.locator(".problems li", { hasText: "no such thing" });
    await fault.getByRole("button", { name: "line 4" }).waitFor();
    await page.locator(".fault-sign").waitFor();
    const squiggle = await page.locator(".squiggly-error").first().boundingBox();
    assert.ok(squiggle);
    await page.mouse.move(squiggle.x + squiggle.width / 2, squiggle.y + squiggle.height / 2);
    await page.locator(".monaco-hover", { hasText: "uncaught exception" }).waitFor();
    assert.equal(await runChecks(page), "error");
    await writeCode(page, `// one line more\n${throwing}`);
    await loaded(page, old);
    const link = page.locator(".check-fault").first().getByRole("button", { name: "line 4" });
    await link.click();
    await notice(page, `Line 4 of v${old} is now line 5.`).waitFor();
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
    await writeCode(page, saying("all new"));
    await loaded(page, old + 1);
    await link.click();
    const gone = notice(page, `That was line 4 of v${old}; the code has changed since.`);
    await gone.getByRole("button", { name: `Show v${old}` }).click();
    await page.locator(".focus-line-mark").first().waitFor();
    await page.locator(".monaco-diff .original", { hasText: "no such thing" }).waitFor();
  });

  test("ED9 a fault's sign disappears with the first edit of its line", async () => {
    const page = await lesson();
    await writeCode(page, throwing);
    await loaded(page);
    await connect(page, "A");
    await send(page, "A", "x");
    await page.locator(".fault-sign").waitFor();
    await page.locator(".problems").getByRole("button", { name: "line 4" }).click();
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor") !== null);
    await page.keyboard.press("Home");
    await page.context().setOffline(true);
    await page.keyboard.type(" ");
    await page.locator(".fault-sign").waitFor({ state: "detached" });
  });

  test("ED11, ED5, ED19 a failure is compared and copied; results become stale, current again, and survive a reload", async () => {
    const page = await lesson();
    const { source } = await mistake("02-echo/mistakes/loop-first-only.ts");
    await writeCode(page, source);
    const judged = await loaded(page);
    assert.equal(await runChecks(page), "fail");
    const { title, checks } = await stage.contents("echo");
    await page
      .getByRole("status")
      .filter({ hasText: new RegExp(`^\\d of ${checks.length} passed; first failure: `) })
      .waitFor();
    await page.locator(".compared", { hasText: "Received" }).waitFor();
    await page.getByRole("button", { name: "Copy as text" }).click();
    await page.getByText("Copied").waitFor();
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      new RegExp(`^.+: failed\n${RegExp.escape(title)} · loop · v\\d`),
    );
    await editor(page).click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("/");
    await page.locator('.checks-scroll[data-stale="true"]').waitFor();
    await page.keyboard.press("Backspace");
    await page.locator('.checks-scroll[data-stale="false"]').waitFor();
    await page.reload();
    await editorReady(page);
    await page.locator(".run-line", { hasText: `v${judged} ` }).waitFor();
    await page.locator('.check[data-status="fail"] .transcript').waitFor();
    await page.locator('.checks-scroll[data-stale="false"]').waitFor();
    assert.deepEqual(await axeFindings(page), []);
  });

  test("ED15, ED16 the solution opens after a pass or on request, and replaces the code only after a confirmation, as a version", async () => {
    const page = await lesson();
    const start = await version(page);
    await tab(page, "Solution").click();
    await page.getByText("opens when your checks pass").waitFor();
    await page.getByRole("button", { name: "Show it anyway" }).click();
    await page.locator(".monaco-diff .modified .view-line").first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: "Copy to my editor" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Replace my code" }).click();
    await loaded(page, start);
    await page.getByText("No difference between your code and the solution.").waitFor();
    assert.equal(await runChecks(page), "pass");
    await notice(page, "The solution is now in your editor").getByRole("button", { name: "Undo" }).click();
    await page.locator(".monaco-diff .modified .view-line").first().waitFor();
    await page.getByRole("button", { name: "Copy to my editor" }).waitFor();
    await tab(page, "History").click();
    await page.getByRole("button", { name: /^v1 / }).click();
    await page.getByRole("button", { name: "Restore v1" }).waitFor();
    await tab(page, "Handler").click();
    await shows(page, "TODO");
  });

  test("PA10, PA12 an expanded check is scrolled into view; the verdict and the next lesson stay in the header", async () => {
    const page = await lesson();
    await writeCode(page, await lessonFile("02-echo/loop/solution.ts"));
    const passed = await loaded(page);
    assert.equal(await runChecks(page), "pass");
    const header = page.getByRole("banner");
    await header.getByText("All checks pass").waitFor();
    const [lessons, { length }] = [await stage.lessons(), (await stage.contents("echo")).checks];
    const next = lessons[lessons.findIndex(({ slug }) => slug === "echo") + 1]?.title;
    await header.getByRole("link", { name: `Next: ${next}` }).waitFor();
    const { source } = await mistake("02-echo/mistakes/loop-first-only.ts");
    await writeCode(page, source);
    await loaded(page, passed);
    await header.getByText(`v${passed}: ${length} of ${length} passed`).waitFor();
    await header.getByRole("link", { name: `Next: ${next}` }).waitFor();
    assert.equal(await runChecks(page), "fail");
    await header.getByText(new RegExp(`^\\d of ${length} checks pass`)).waitFor();
    const parts = await page.locator(".check-detail > *").evaluateAll((all) => all.map(({ className }) => className));
    const [hint, evidence] = ["hint", "compared"].map((name) => parts.findIndex((part) => part.includes(name)));
    assert.ok(hint !== -1 && Number(hint) < Number(evidence), `hint first: ${parts.join(", ")}`);
    await page.locator(".check-title").last().click();
    await becomes(() => isInView(page, ".check:last-child .check-title"), true, "the title is in view");
    await header.getByRole("button", { name: "Lesson menu" }).click();
    await header.getByRole("link", { name: /Echo.*Passed/ }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
  });

  test("PA13 offline, the status line and the run button say so", async () => {
    const page = await lesson();
    await writeCode(page, saying("online"));
    await loaded(page);
    await page.context().setOffline(true);
    await loadLine(page).getByText("offline: edits are kept in this browser").waitFor();
    const run = page.getByRole("button", { name: "Run checks" });
    await page.waitForFunction((button) => button?.ariaDisabled === "true", await run.elementHandle());
    await page.context().setOffline(false);
    await page.locator('.load-line[data-tone="good"]').waitFor();
  });

  test("ED17 a handler that was stopped can be restarted without an edit", async () => {
    const page = await lesson();
    await writeCode(page, looping);
    await loaded(page);
    await connect(page, "A");
    await send(page, "A", "x");
    await loadLine(page).getByText("was stopped").waitFor();
    await page.getByRole("button", { name: "Restart" }).click();
    await page.locator('.load-line[data-tone="good"]').waitFor();
    await client(page, "A").getByRole("button", { name: "Reconnect" }).click();
    await client(page, "A").locator(".client-state", { hasText: "open" }).waitFor();
  });

  test("ED17 a failed change of style is reported, also from the passed checks", async () => {
    const page = await lesson();
    await writeCode(page, await lessonFile("02-echo/loop/solution.ts"));
    await loaded(page);
    assert.equal(await runChecks(page), "pass");
    await page.route("**/code?style=events*", (route) => route.abort());
    await page.getByRole("button", { name: "Write it with events" }).click();
    await notice(page, /server/).waitFor();
    await page.unroute("**/code?style=events*");
    await page.getByRole("button", { name: "Write it with events" }).click();
    await shows(page, "WebSocketServer");
    await notice(page, /server/).waitFor({ state: "detached" });
  });

  test("ED17 a text that is too long is kept, and the page says by how much", async () => {
    const page = await lesson();
    await writeCode(page, `${saying("long")}${"// padding\n".repeat(6_200)}`);
    await loadLine(page)
      .getByText(/bytes, [\d,]+ more than the limit of 65,536/)
      .waitFor();
    await page.reload();
    await editorReady(page);
    await shows(page, "long");
    await loadLine(page)
      .getByText(/more than the limit of 65,536/)
      .waitFor();
  });

  test("ED18 the listing stands where the editor will, line by line", async () => {
    const page = await stage.page("/healthz", { fresh: true });
    const held = Promise.withResolvers<void>();
    await page.route("**/assets/monaco-editor*.js", async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(`${stage.url}/lessons/echo`);
    const waiting = await page.locator(".editor-waiting .line").first().boundingBox();
    held.resolve();
    await editorReady(page);
    const middle = await page.waitForFunction(() => {
      const lines = [...document.querySelectorAll(".view-line")];
      const box = lines.find((line) => line.textContent?.includes("import"))?.getBoundingClientRect();
      return box && box.height > 0 ? box.y + box.height / 2 : null;
    });
    // A line's box is as high as its letters where it waits, and as high as the line in the editor.
    assert.ok(waiting);
    assert.ok(Math.abs(waiting.y + waiting.height / 2 - Number(await middle.jsonValue())) <= 1.5);
  });

  test("ED18 if the editor cannot load, a plain text field replaces it and says so", async () => {
    const page = await stage.page("/healthz", { fresh: true });
    await page.route("**/assets/monaco-editor*.js", (route) => route.abort());
    await page.goto(`${stage.url}/lessons/echo`);
    await page.getByText("Could not load the full editor").waitFor();
    await page.getByRole("textbox", { name: "Your handler" }).fill(await lessonFile("02-echo/loop/solution.ts"));
    await loaded(page);
    assert.equal(await runChecks(page), "pass");
    assert.deepEqual(await axeFindings(page), []);
  });
});

const looping = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    for (;;);
  }
}
`;

const throwing = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    throw new Error("no such thing");
  }
}
`;
