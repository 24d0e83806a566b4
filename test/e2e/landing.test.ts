// The landing page in a browser: by keyboard alone, one line is changed, and both clients' arrows and texts follow.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { becomes } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { look } from "./look.ts";
import { Stage } from "./stage.ts";

const wide = { width: 1440, height: 900 };

describe("the landing page", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  const scripts: string[] = [];
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.page("/healthz", { fresh: true, reducedMotion: "reduce" });
    page.on("response", (response) => response.url().endsWith(".js") && scripts.push(response.url()));
    await page.goto(stage.url);
    await page.locator(".demo-run:enabled").waitFor();
  });
  after(() => stage?.[Symbol.asyncDispose]());

  const line = () => page.getByLabel("change this line");
  const texts = async (items: Locator) => (await items.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  const arrows = () => texts(page.locator(".lane-row"));
  const said = (client: string) => texts(page.getByRole("list", { name: `Messages of ${client}` }).locator("li"));
  const received = (text: string) => page.locator(".demo-status", { hasText: text }).waitFor();

  test("LD4 by keyboard: another line is chosen, and both clients' arrows and texts change", async () => {
    const before = scripts.length;
    await becomes(async () => (await arrows()).length, 4);
    await line().focus();
    for (let stops = 0; stops < 3; stops++) await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "To everyone");
    await page.keyboard.press("Enter");
    await received("A received hello, hi. B received hello, hi.");
    await becomes(arrows, [
      "A to the handler: hello",
      "The handler to A: hello The handler to B: hello",
      "B to the handler: hi",
      "The handler to A: hi The handler to B: hi",
    ]);
    await becomes(() => said("B"), ["received hello", "sent hi", "received hi"]);
    assert.ok(scripts.length > before, "what runs it comes with the first run");
    assert.ok(!scripts.some((url) => /monaco|editor|react-dom|wire-panel/.test(url)), scripts.join(" "));
  });

  test("LD4 a line of the visitor's own runs while they type, and says where it fails, while the last one still answers", async () => {
    await line().fill('socket.close(4000, text + "!");');
    await received("A received close 4000 hello!.");
    await line().fill("socket.send(text");
    await page.keyboard.press("Enter");
    const problem = page.getByRole("alert");
    await problem.getByText(/^Line \d+: /).waitFor();
    await becomes(() => line().getAttribute("aria-invalid"), "true");
    await page.getByLabel("Message from A").fill("more");
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "Messages of A" }).getByText("received close 4000 more!").waitFor();
    await line().fill("socket.send(tex);");
    await problem.getByText("Line 8: ReferenceError: tex is not defined").waitFor();
    await line().fill("socket.send(text.toUpperCase());");
    await received("A received HELLO. B received HI.");
    await problem.waitFor({ state: "hidden" });
  });

  test("LD4 an endless loop is what the page says, not that its clients are closed; a message that cannot be sent stays", async () => {
    await line().fill("while (true) {}");
    await page.getByRole("alert").getByText("Line 8: Your handler ran too long").waitFor();
    await received("Change the line, or run it again.");
    const field = page.getByLabel("Message from A");
    await field.fill("kept");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("A could not connect. Run the handler again.").waitFor();
    await becomes(() => field.inputValue(), "kept");
    await field.fill("");
    await line().fill("socket.send(text.toUpperCase());");
    await received("A received HELLO. B received HI.");
  });

  test("LD4 a flood is shown in part, which the page says; until then it does not say that nothing was received", async () => {
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await line().fill("for (let i = 0; i < 5000; i++) socket.send(text);");
    await page.getByRole("alert").getByText("more than 1,000 messages in one turn").waitFor();
    await becomes(async () => (await said("A")).includes("received hello"), true);
    assert.equal(await page.locator(".demo-status").textContent(), "Change the line, or run it again.");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await received("There were too many frames to show them all. Of those shown, A received hello, hello,");
    await line().fill("socket.send(text.toUpperCase());");
    await received("A received HELLO. B received HI.");
  });

  test("LD4 each client sends more by keyboard", async () => {
    await page.getByLabel("Message from B").fill("more");
    await page.keyboard.press("Enter");
    await received("B received HI, MORE.");
    await becomes(async () => (await said("B")).slice(-2), ["sent more", "received MORE"]);
    assert.equal(await page.getByLabel("Message from B").inputValue(), "");
  });

  test("LD4 after a lost connection a message first loads the handler again, which a server that has restarted does not have", async () => {
    for (const offline of [true, false]) await page.context().setOffline(offline);
    const loading = page.waitForRequest((request) => request.method() === "PUT");
    await page.getByLabel("Message from B").fill("again");
    await page.keyboard.press("Enter");
    await loading;
    await received("B received HI, AGAIN.");
  });

  test("PA15 the landing page, before and after a run", async () => {
    await look(page, "wide-landing-ran");
    await page.setViewportSize({ width: 360, height: 740 });
    await look(page, "narrow-landing-ran");
    await page.goto(stage.url);
    await look(page, "narrow-landing");
    await page.setViewportSize(wide);
    await look(page, "wide-landing");
    const places = page.getByRole("region", { name: "Besides the lessons" });
    for (const part of ["p", "ul"]) {
      const tops = await places
        .locator(`li > ${part}`)
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
      assert.equal(new Set(tops).size, 1, `${part}: ${tops.join(", ")}`);
    }
    assert.deepEqual([stage.errors, stage.foreignRequests], [[], []]);
  });
});
