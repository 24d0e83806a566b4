// The cells of a guide in a browser: readable before any script, light until the first run, and then a real room.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { becomes } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { lookTwice, sizes } from "./look.ts";
import { Stage } from "./stage.ts";

describe("the cells of a guide", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  const cell = (id: string) => page.locator(`.cell[data-cell="${id}"]`);
  const button = (within: Locator, name: string) => within.getByRole("button", { name, exact: true });
  /** The replies of a run; the last ones may come after it is done. */
  const received = async (within: Locator, count: number) => {
    const replies = within.locator('.wire-row[data-direction="out"]:not([data-kind="handshake"]) .wire-payload');
    await replies.nth(count - 1).waitFor();
    return replies.allInnerTexts();
  };
  const open = (within: Locator) => within.locator('.cell-status[data-phase="open"]').waitFor();

  test("SR19 a guide loads a few kilobytes of script, and what runs a cell with the first run", async () => {
    page = await stage.page("/healthz", { fresh: true });
    const scripts: string[] = [];
    const bytes: Promise<number>[] = [];
    page.on("response", (response) => {
      if (!response.url().endsWith(".js")) return;
      scripts.push(response.url());
      bytes.push(
        response.body().then(
          (body) => body.length,
          () => 0,
        ),
      );
    });
    await page.goto(`${stage.url}/guides/models`);
    const loop = cell("models.owner.loop");
    await loop.locator(".cell-run:enabled").waitFor();
    const light = (await Promise.all(bytes)).reduce((sum, each) => sum + each, 0);
    assert.ok(light < 12_000, `${light} bytes of script before a run`);
    const before = scripts.length;
    await button(loop, "Run").click();
    await open(loop);
    assert.deepEqual(await received(loop, 3), ["1: one", "2: two", "1: one"]);
    assert.ok(scripts.length > before);
    assert.ok(!scripts.some((url) => /monaco|editor/.test(url)));
  });

  test("SR19 another cell ends the first one's run; Stop and Reset do what they say", async () => {
    const [loop, slow] = [cell("models.owner.loop"), cell("models.slow.loop")];
    await button(slow, "Run").click();
    await open(slow);
    assert.deepEqual(await received(slow, 5), ["accepted 1", "accepted 2", "accepted 3", "done 1", "accepted 4"]);
    await loop.getByText("Stopped.").waitFor();
    await button(slow, "Stop").click();
    await slow.getByText("Stopped.").waitFor();
    assert.equal(await slow.locator(".cell-send").count(), 0);
  });

  test("SR19 by keyboard: a cell is edited and run, a fault shows its line, and one more message is sent", async () => {
    const loop = cell("models.owner.loop");
    await button(loop, "Edit").focus();
    await page.keyboard.press("Enter");
    const field = loop.getByRole("textbox", { name: /^Code/ });
    await field.fill("export default (");
    await page.keyboard.press("Control+Enter");
    await loop.getByText("The code does not run.").waitFor();
    await button(loop, "Line 1").press("Enter");
    assert.equal(await field.evaluate((element: HTMLTextAreaElement) => element.selectionEnd), 16);
    await button(loop, "Reset").press("Enter");
    await button(loop, "Edit").press("Enter");
    const text = (await field.inputValue()).replace(
      "await socket.send(",
      "console.log('seen');\n    await socket.send('!' + ",
    );
    await field.fill(text);
    await page.keyboard.press("Control+Enter");
    await open(loop);
    assert.deepEqual(await received(loop, 3), ["!1: one", "!2: two", "!1: one"]);
    await loop.locator(".cell-console").getByText("seen").first().waitFor();
    await loop.getByLabel("Message from A").fill("more");
    await page.keyboard.press("Enter");
    await loop.getByText("!3: more").waitFor();
    await loop.getByLabel("Client").selectOption("B");
    await field.fill(text.replace("'!' +", "nothing +"));
    await field.press("Control+Enter");
    await loop.locator(".cell-problems").getByText("nothing is not defined").waitFor();
    await page.reload();
    await becomes(async () => (await field.inputValue()).includes("nothing +"), true, "an edit survives a reload");
    await button(loop, "Run").press("Enter");
    await open(loop);
    await button(loop, "Reset").press("Enter");
    await loop.locator(".cell-result").waitFor({ state: "hidden" });
    await page.reload();
    await button(loop, "Edit").waitFor();
    assert.equal(await field.count(), 0);
  });

  test("SR19, LE27 a client that pings runs on the server; the reference's examples run, restart and dial", async () => {
    const pings = cell("models.pings.events");
    await button(pings, "Run").click();
    await open(pings);
    await pings.locator(".wire-payload", { hasText: "your ping: 7" }).waitFor();
    await page.goto(`${stage.url}/reference#ws101-timeout`);
    const example = cell("reference.ws101-timeout");
    await button(example, "Run").click();
    await open(example);
    await example.getByText("4000").first().waitFor();
    const restarted = cell("reference.ws101-shutdown");
    await button(restarted, "Run").click();
    await open(restarted);
    await restarted.locator(".wire-payload", { hasText: "deploying" }).first().waitFor();
    const dialled = cell("reference.ws101-Client");
    await button(dialled, "Run").click();
    await open(dialled);
    await dialled.locator(".wire-payload", { hasText: "hello from the client" }).nth(1).waitFor();
    // The reference stacks its own tables on a phone, not the wire's.
    await page.setViewportSize(sizes.narrow);
    assert.equal(await example.locator(".wire-head").evaluate((head) => getComputedStyle(head).position), "sticky");
  });

  test("PA15 the guides", async () => {
    await stage.closePages();
    page = await stage.page("/guides/choosing");
    await lookTwice(page, "guide-choosing");
    await page.goto(`${stage.url}/guides/models`);
    const loop = cell("models.both-ways.loop");
    await button(loop, "Run").click();
    await open(loop);
    await loop.locator(".wire-row[data-kind='text']").first().click();
    await button(cell("models.owner.events"), "Edit").click();
    await loop.scrollIntoViewIfNeeded();
    await lookTwice(page, "guide-models");
  });

  test("SR19 without scripts a guide is complete, and offers nothing that does not work", async () => {
    await stage.closePages();
    page = await stage.page("/guides/models", { javaScriptEnabled: false, viewport: sizes.narrow });
    await page.getByText("export default async function handle").first().waitFor();
    await page.getByText("A receives").first().waitFor();
    assert.equal(await page.getByRole("button").count(), 0);
    assert.deepEqual([stage.errors, stage.foreignRequests], [[], []]);
  });
});
