import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, afterEach, before, describe, test } from "node:test";
import type { Frame, Page } from "playwright-core";
import { becomes } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { sizes } from "./look.ts";
import { plainEditor, Stage } from "./stage.ts";

type Place = Page | Frame;

const still = { reducedMotion: "reduce" } as const;
const count = (place: Place) => place.locator(".tour-count");
const lit = (place: Place) => place.locator(".tour-lines > .lit");

async function atStep(place: Place, step: number): Promise<void> {
  await place.waitForFunction((wanted) => {
    return document.querySelector(".tour-count")?.textContent?.startsWith(`step ${wanted} of`) ?? false;
  }, step);
}

/** A page of another origin that embeds a walkthrough and records its messages. */
async function embedder(url: string): Promise<{ readonly server: Server; readonly url: string }> {
  const page = `<!doctype html><title>Blog</title><script>
    window.received = [];
    addEventListener("message", (event) => received.push({ ...event.data, origin: event.origin }));
  </script><iframe src="${url}" title="frame" width="700" height="500" sandbox="allow-scripts"></iframe>`;
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(page));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, url: `http://localhost:${address.port}/` };
}

describe("the walkthrough", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  afterEach(() => stage?.closePages());
  after(() => stage?.[Symbol.asyncDispose]());

  test("TO3 keys, clicks, the scrubber and buttons move between steps; the end shows the takeaways", async () => {
    const page = await stage.page("/embed/echo", still);
    await atStep(page, 1);
    assert.equal(await lit(page).count(), 1);
    await page.keyboard.press("ArrowRight");
    await atStep(page, 2);
    await page.keyboard.press("End");
    await atStep(page, 5);
    assert.equal(await lit(page).count(), 5);
    await page.keyboard.press("ArrowRight");
    await page.getByText("Takeaways", { exact: true }).waitFor();
    assert.equal(await lit(page).count(), 0);
    await page.keyboard.press("Home");
    await atStep(page, 1);
    await page.getByText("Takeaways", { exact: true }).waitFor({ state: "hidden" });
    await page.locator(".tour-lines > li").nth(5).click();
    await atStep(page, 4);
    const scrubber = page.getByRole("slider", { name: "Step" });
    await scrubber.focus();
    await page.keyboard.press("ArrowLeft");
    await atStep(page, 3);
    assert.equal(await scrubber.getAttribute("aria-valuetext"), "step 3 of 5");
    await page.getByRole("button", { name: "Next step" }).click();
    await atStep(page, 4);
    await page
      .getByRole("status")
      .filter({ hasText: /^step 4 of 5\. Line 6\. \w/ })
      .waitFor({ state: "attached" });
  });

  test("TO3 it plays automatically, but not with autoplay=0 or reduced motion; Space, a manual step and a hidden page pause it", async () => {
    const page = await (await stage.learner({ reducedMotion: "no-preference" })).newPage();
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1_000);
    await page.goto(`${stage.url}/embed/echo`);
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await page.clock.runFor(7_900);
    assert.equal(await count(page).textContent(), "step 1 of 5");
    await page.clock.runFor(300);
    await count(page).getByText("step 2 of 5").waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Play" }).waitFor();
    const over = () => page.locator(".tour-time").evaluate((bar) => bar.style.getPropertyValue("--progress"));
    const held = await over();
    await page.clock.runFor(9_000);
    assert.equal(await over(), held);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("button", { name: "Play" }).waitFor();
    await page.keyboard.press("Space");
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.getByRole("button", { name: "Play" }).waitFor();
    for (const [path, reducedMotion] of [
      ["/embed/echo?autoplay=0&step=2", "no-preference"],
      ["/embed/echo?step=2", "reduce"],
    ] as const) {
      await page.emulateMedia({ reducedMotion });
      await page.goto(stage.url + path);
      await page.locator(".tour[data-live]").waitFor();
      await page.clock.runFor(30_000);
      assert.equal(await page.getByRole("button", { name: "Play" }).count(), 1, path);
      assert.equal(await count(page).textContent(), "step 2 of 5");
    }
  });

  test("TO3 a swipe moves to the next step, a scrolling touch does not, and nothing scrolls horizontally", async () => {
    const page = await stage.page("/embed/split?listing=axum", {
      ...still,
      viewport: { width: 390, height: 640 },
    });
    await atStep(page, 1);
    const swipe = (from: [number, number], to: [number, number]) =>
      page.locator(".tour-listing").evaluate(
        (listing, { from: [x, y], to: [x2, y2] }) => {
          const touch = (clientX: number, clientY: number) =>
            new Touch({ identifier: 1, target: listing, clientX, clientY });
          const start = touch(x, y);
          listing.dispatchEvent(
            new TouchEvent("touchstart", { bubbles: true, touches: [start], changedTouches: [start] }),
          );
          listing.dispatchEvent(new TouchEvent("touchend", { bubbles: true, changedTouches: [touch(x2, y2)] }));
        },
        { from, to },
      );
    await swipe([300, 200], [100, 210]);
    await atStep(page, 2);
    await swipe([300, 200], [250, 400]);
    await swipe([300, 200], [290, 200]);
    assert.match((await count(page).textContent()) ?? "", /^step 2/);
    await swipe([100, 200], [300, 210]);
    await atStep(page, 1);
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector(".tour-listing")?.scrollWidth,
    ]);
    assert.deepEqual(widths, [390, 390]);
  });

  test("TO3 highlighted lines scroll into view inside the listing; the page does not scroll", async () => {
    const page = await stage.page("/embed/split?listing=axum&step=7", {
      ...still,
      viewport: { width: 600, height: 420 },
    });
    await atStep(page, 7);
    const seen = () =>
      page.evaluate(() => {
        const box = document.querySelector(".tour-listing")?.getBoundingClientRect();
        const line = document.querySelector(".tour-lines > .lit")?.getBoundingClientRect();
        return (
          box !== undefined && line !== undefined && line.top >= box.top && line.bottom <= box.bottom && scrollY === 0
        );
      });
    await becomes(seen, true);
    await page.keyboard.press("Home");
    await atStep(page, 1);
    await becomes(seen, true);
  });

  test("TO5 without scripts, the listing and all steps are readable", async () => {
    const page = await stage.page("/embed/echo", { javaScriptEnabled: false });
    const shown = [...(await page.locator(".tour-steps > li").all()), page.getByText("Takeaways")];
    assert.equal(shown.length, 6);
    for (const text of shown) assert.ok(await text.isVisible());
    assert.equal(await page.locator(".tour-controls").isVisible(), false);
    await page.getByRole("link", { name: "Axum" }).click();
    await page.locator('[data-listing="axum"]').waitFor();
  });

  test("TO5 in a page of another origin it posts its steps and height, and accepts commands", async () => {
    const blog = await embedder(`${stage.url}/embed/echo?autoplay=0&step=2`);
    try {
      const page = await stage.page("/healthz", still);
      await page.goto(blog.url);
      const received = (type: string) =>
        page.waitForFunction((wanted) => {
          const all = Reflect.get(window, "received");
          return Array.isArray(all) && all.findLast((each) => each.type === wanted);
        }, type);
      const { origin: _origin, ...ready } = await (await received("ready")).jsonValue();
      assert.deepEqual(ready, { source: "ws101", slug: "echo", listing: "loop", type: "ready", step: 2, of: 5 });
      assert.ok((await (await received("resize")).jsonValue()).height > 200);
      const post = (message: object) =>
        page.evaluate((sent) => document.querySelector("iframe")?.contentWindow?.postMessage(sent, "*"), message);
      for (const odd of [
        { type: "step", step: 4 },
        { source: "ws101", type: "step", step: 99 },
        { source: "ws101", type: "go" },
      ])
        await post(odd);
      await post({ source: "ws101", type: "step", step: 3 });
      assert.equal((await (await received("step")).jsonValue()).step, 3);
      const frame = page.frames()[1];
      assert.ok(frame);
      await post({ source: "ws101", type: "play" });
      await frame.getByRole("button", { name: "Pause" }).waitFor();
      await post({ source: "ws101", type: "pause" });
      await frame.getByRole("button", { name: "Play" }).waitFor();
      await frame.locator(".tour-listing").focus();
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowRight");
      await received("ended");
      assert.deepEqual(await page.context().cookies(), []);
    } finally {
      blog.server.close();
      blog.server.closeAllConnections();
    }
  });

  test("TO8, TO12 on the lesson's page the address contains the step, a copied link returns to it, and a link, a frame and a picture are shared; axe finds nothing there", async () => {
    const page = await stage.page("/lessons/echo?view=walkthrough&listing=events&step=3", {
      ...still,
      settings: plainEditor,
    });
    await page.getByRole("button", { name: "Show it anyway" }).click();
    await atStep(page, 3);
    assert.match((await page.locator(".tour-listing").textContent()) ?? "", /wss\.on\("connection"/);
    await page.locator(".tour-listing").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/[?&]step=4/);
    await page.getByRole("button", { name: "Copy a link to this step" }).click();
    await page.getByRole("status").getByText("Link copied").waitFor({ state: "attached" });
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, `${stage.url}/lessons/echo?view=walkthrough&listing=events&step=4`);
    await page.getByRole("tablist", { name: "Listing of the walkthrough" }).getByRole("tab", { name: "Axum" }).click();
    await page.waitForURL(/listing=axum/);
    await page.locator(".tour-listing", { hasText: "async fn" }).waitFor();
    await page.keyboard.press("Space");
    assert.equal(await page.locator('.tour[data-playing="true"]').count(), 0, "keys apply only inside the player");
    await page.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog", { name: /Share/ });
    await dialog.getByLabel("Listing").selectOption("axum");
    await dialog.getByLabel("Step").selectOption("3");
    await dialog.getByLabel("Theme").selectOption("dark");
    await dialog.getByLabel("Autoplay").uncheck();
    await becomes(() => dialog.getByRole("img").getAttribute("src"), "/card/echo.png?listing=axum");
    await dialog.getByRole("button", { name: "Copy frame" }).click();
    await dialog.getByText("Copied").waitFor();
    const frame = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(frame.includes(`${stage.url}/embed/echo?listing=axum&amp;step=3&amp;theme=dark&amp;autoplay=0`), frame);
    const { naturalWidth } = await dialog.getByRole("img").evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return { naturalWidth: image.naturalWidth };
    });
    assert.equal(naturalWidth, 1200);
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Escape");
    await judge(page, { colorScheme: "light", width: 1024 }, "#pane-code");
    await page.setViewportSize(sizes.narrow);
    await page.locator("#pane-tab-code").click();
    await judge(page, { colorScheme: "dark", width: 390 }, "#pane-code");
    await toEnd(page);
    assert.deepEqual(await axeFindings(page, { within: "#pane-code" }), [], "at its end");
    await page.setViewportSize(sizes.wide);
    await page.evaluate(() =>
      localStorage.setItem("ws101.settings", JSON.stringify({ singleKeys: false, editor: "plain" })),
    );
    await page.goto(link);
    await page.getByRole("button", { name: "Show it anyway" }).click();
    await atStep(page, 4);
    await page.locator(".tour-listing").focus();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("button", { name: "Previous step" }).click();
    await atStep(page, 3);
  });

  test("TO12 axe finds nothing in a frame, in both themes, at its end, wide and narrow", async () => {
    const page = await stage.page("/embed/json-protocol?listing=axum&step=2", still);
    await page.locator(".tour[data-live]").waitFor();
    await judge(page, { colorScheme: "light", width: 390 });
    await judge(page, { colorScheme: "dark", width: 800 });
    await page.setViewportSize({ width: 390, height: 760 });
    await toEnd(page);
    assert.deepEqual(await axeFindings(page), [], "at its end");
    assert.deepEqual(stage.errors, []);
    assert.deepEqual(
      stage.foreignRequests.filter((url) => !url.startsWith("http://localhost:")),
      [],
    );
  });
});

interface View {
  readonly colorScheme: "light" | "dark";
  readonly width: number;
}

async function judge(page: Page, { colorScheme, width }: View, within = "body"): Promise<void> {
  await page.emulateMedia({ ...still, colorScheme });
  await page.setViewportSize({ width, height: 760 });
  await page.locator(`${within} .tour`).waitFor();
  assert.deepEqual(await axeFindings(page, { within }), [], `${colorScheme}, ${width} wide`);
}

async function toEnd(page: Page): Promise<void> {
  await page.locator(".tour-listing").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  await page.getByText("Takeaways", { exact: true }).waitFor();
}
