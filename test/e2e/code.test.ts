import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
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
  saveCode,
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
const codePane = { within: "#pane-code" } as const;
const tab = (page: Page, name: string) => page.locator("#pane-code").getByRole("tab", { name });

const inEditor = (page: Page) => page.locator(".monaco-editor:focus-within").first().waitFor();

const isInView = (page: Page, selector: string) =>
  page.evaluate((wanted) => {
    const inner = document.querySelector(wanted)?.getBoundingClientRect();
    const outer = document.querySelector(".checks-scroll")?.getBoundingClientRect();
    return inner !== undefined && outer !== undefined && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  }, selector);

describe("the code pane and the checks", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  /** Each test begins with code of its own and the handler's tab, and leaves the page online. */
  let page: Page;
  /** The first line of the code while the page waits for its editor. */
  let waiting: { readonly y: number; readonly height: number } | null = null;
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.page("/healthz", { reducedMotion: "reduce" });
    const held = Promise.withResolvers<void>();
    await page.route("**/assets/monaco-editor*.js", async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(`${stage.url}/lessons/echo`);
    waiting = await page.locator(".editor-waiting .line").first().boundingBox();
    held.resolve();
    await editorReady(page);
    await page.unroute("**/assets/monaco-editor*.js");
  });
  after(() => stage?.[Symbol.asyncDispose]());

  async function another(): Promise<Page> {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await editorReady(other);
    return other;
  }

  async function goOffline(): Promise<void> {
    await page.context().setOffline(true);
    await loadLine(page).getByText("offline: edits are kept in this browser").waitFor();
  }

  async function goOnline(): Promise<void> {
    await page.context().setOffline(false);
    await page.locator('.live[data-phase="open"]').waitFor();
    await page.locator('.load-line[data-tone="good"]').waitFor();
  }

  test("ED18 the listing stands where the editor will, line by line", async () => {
    const middle = await page.waitForFunction(
      () => {
        const lines = [...document.querySelectorAll(".view-line")];
        const box = lines.find((line) => line.textContent?.includes("import"))?.getBoundingClientRect();
        return box && box.height > 0 ? box.y + box.height / 2 : null;
      },
      null,
      { polling: 50 },
    );
    // A line's box is as high as its letters where it waits, and as high as the line in the editor.
    assert.ok(waiting);
    assert.ok(Math.abs(waiting.y + waiting.height / 2 - Number(await middle.jsonValue())) <= 1.5);
  });

  test("ED15, ED16 the solution opens after a pass or on request, and replaces the code only after a confirmation, as a version", async () => {
    const start = await version(page);
    await tab(page, "Solution").click();
    await page.getByText("opens when your checks pass").waitFor();
    await page.getByRole("button", { name: "Show it anyway" }).click();
    await page.locator(".monaco-diff .modified .view-line").first().waitFor();
    assert.deepEqual(await axeFindings(page, codePane), []);
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

  test("ED11, ED5, ED19 a failure is compared and copied; results become stale, current again, and survive a reload", async () => {
    const { source } = await mistake("02-echo/mistakes/loop-first-only.ts");
    const judged = await saveCode(page, source);
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
  });

  test("ED17 a text that is too long is kept, and the page says by how much", async () => {
    await writeCode(page, `${saying("long")}${`// ${"padding ".repeat(1_000)}\n`.repeat(9)}`);
    const tooLong = loadLine(page).getByText(/bytes, [\d,]+ more than the limit of 65,536/);
    await tooLong.waitFor();
    await page.reload();
    await editorReady(page);
    await shows(page, "long");
    await tooLong.waitFor();
  });

  test("PA10, PA12 an expanded check is scrolled into view; the verdict and the next lesson stay in the header", async () => {
    const passed = await saveCode(page, await lessonFile("02-echo/loop/solution.ts"));
    assert.equal(await runChecks(page), "pass");
    const header = page.getByRole("banner");
    await header.getByText("All checks pass").waitFor();
    const [lessons, { length }] = [await stage.lessons(), (await stage.contents("echo")).checks];
    const next = lessons[lessons.findIndex(({ slug }) => slug === "echo") + 1]?.title;
    await header.getByRole("link", { name: `Next: ${next}` }).waitFor();
    const { source } = await mistake("02-echo/mistakes/loop-first-only.ts");
    await saveCode(page, source);
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

  test("ED17 a failed change of style is reported, also from the passed checks", async () => {
    await saveCode(page, await lessonFile("02-echo/loop/solution.ts"));
    assert.equal(await runChecks(page), "pass");
    await page.route("**/code?style=events*", (route) => route.abort());
    await page.getByRole("button", { name: "Write it with events" }).click();
    await notice(page, /server/).waitFor();
    await page.unroute("**/code?style=events*");
    await page.getByRole("button", { name: "Write it with events" }).click();
    await shows(page, "WebSocketServer");
    await notice(page, /server/).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Loop" }).click();
    await shows(page, "for await");
  });

  test("ED9 a fault's sign disappears with the first edit of its line; a link to a line of older code leads to its present place, or says that it is gone and offers the version", async () => {
    const faulty = await saveCode(page, throwing);
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
    await fault.getByRole("button", { name: "line 4" }).click();
    await inEditor(page);
    await page.keyboard.press("Home");
    // A new version would remove the sign too.
    await goOffline();
    await page.keyboard.type(" ");
    await page.locator(".fault-sign").waitFor({ state: "detached" });
    await goOnline();
    await loaded(page, faulty);
    await saveCode(page, `// one line more\n${throwing}`);
    const link = page.locator(".check-fault").first().getByRole("button", { name: "line 4" });
    await link.click();
    await notice(page, `Line 4 of v${faulty} is now line 5.`).waitFor();
    await inEditor(page);
    await saveCode(page, saying("all new"));
    await link.click();
    const gone = notice(page, `That was line 4 of v${faulty}; the code has changed since.`);
    await gone.getByRole("button", { name: `Show v${faulty}` }).click();
    await page.locator(".focus-line-mark").first().waitFor();
    await page.locator(".monaco-diff .original", { hasText: "no such thing" }).waitFor();
    await tab(page, "Handler").click();
  });

  test("ED17 a handler that was stopped can be restarted without an edit", async () => {
    await saveCode(page, looping);
    await connect(page, "A");
    await send(page, "A", "x");
    await loadLine(page).getByText("was stopped").waitFor();
    await page.getByRole("button", { name: "Restart" }).click();
    await page.locator('.load-line[data-tone="good"]').waitFor();
    await client(page, "A").getByRole("button", { name: "Reconnect" }).click();
    await client(page, "A").locator(".client-state", { hasText: "open" }).waitFor();
  });

  test("PA13 offline, the status line and the run button say so", async () => {
    await saveCode(page, saying("online"));
    await goOffline();
    await page.getByRole("button", { name: "Run checks", disabled: true }).waitFor();
    await goOnline();
    await page.getByRole("button", { name: "Run checks", disabled: false }).waitFor();
  });

  describe("beside another tab", () => {
    let other: Page;
    before(async () => {
      other = await another();
    });

    test("PA5, ED6, ED8 a change in another tab is shown immediately, compared, switched, and undone as one edit", async () => {
      const mine = await saveCode(page, saying("mine"));
      await saveCode(other, saying("theirs"));
      await shows(page, "theirs");
      assert.equal(await version(page), await version(other));
      await notice(page, `Your version is v${mine}.`).waitFor();
      assert.deepEqual(await axeFindings(page, codePane), []);
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
      await shows(other, "theirs");
    });

    test("ED6 text typed before or after the other tab saved is kept: the last one shows, the other one is in the history", async () => {
      const common = await saveCode(page, saying("common"));
      // Only this page's saves are cut: it does not hear of the other one's save before its own.
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
      const last = await loaded(page, theirs);
      await page.context().setOffline(true);
      await writeCode(other, saying("typed offline"));
      await loadLine(other).getByText("Kept in this browser").waitFor();
      // This page comes back alone: a page that is offline keeps what it has.
      await other.close();
      await goOnline();
      await writeCode(page, saying("newer"));
      await loaded(page, last);
      const back = await another();
      await shows(back, "newer");
      const said = notice(back, /Your version is v\d+/);
      await said.getByRole("button", { name: "Compare" }).click();
      await back.locator(".monaco-diff .view-line", { hasText: "typed offline" }).first().waitFor();
      await back.locator(".versions", { hasText: "set aside" }).waitFor();
      await back.close();
    });
  });

  test("ED18 if the editor cannot load, a plain text field replaces it and says so", async () => {
    const plain = await page.context().newPage();
    await plain.route("**/assets/monaco-editor*.js", (route) => route.abort());
    await plain.goto(page.url());
    await plain.getByText("Could not load the full editor").waitFor();
    const older = await version(plain);
    await plain.getByRole("textbox", { name: "Your handler" }).fill(await lessonFile("02-echo/loop/solution.ts"));
    await loaded(plain, older);
    assert.equal(await runChecks(plain), "pass");
    assert.deepEqual(await axeFindings(plain, codePane), []);
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
