import { after, afterEach, before, describe, test } from "node:test";
import { settingsKey } from "../../web/shell/settings.ts";
import { pressUntil } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { look, lookTwice, sizes } from "./look.ts";
import { plainEditor, Stage } from "./stage.ts";

describe("how the page around its parts looks", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  afterEach(() => stage?.closePages());
  after(() => stage?.[Symbol.asyncDispose]());

  test("PA15 commands, keys, settings, codes, and a search without a result", async () => {
    const page = await stage.page("/lessons", { viewport: sizes.wide });
    await page.locator(".prerendered").waitFor({ state: "detached" });
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("option").first().waitFor();
    await lookTwice(page, "palette");
    await page.keyboard.type("conn zzz");
    await page.getByText("No commands match").waitFor();
    await lookTwice(page, "palette-none");
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Commands" }).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.querySelector("dialog[open]") === null);
    await pressUntil(page, "?", page.getByRole("dialog", { name: "Keyboard shortcuts" }));
    await lookTwice(page, "keys");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Use another device" }).click();
    await page.getByRole("button", { name: "Get a code" }).click();
    await page.locator(".device-code").waitFor();
    await page.getByLabel("I have a code").fill("ZZZZ-9999");
    await page.keyboard.press("Enter");
    await page.getByText("That code is not valid").waitFor();
    await lookTwice(page, "devices");
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox").fill("zebra");
    await page.getByText("No lessons match").waitFor();
    await lookTwice(page, "search-none");
  });

  test("PA15 the preflight when all is well, and when the server is away", async () => {
    const page = await stage.page("/healthz", { isolated: true });
    await page.clock.install();
    await page.goto(`${stage.url}/preflight`);
    await page.locator('.probe[data-verdict="good"]', { hasText: "64 KB" }).waitFor();
    await lookTwice(page, "preflight-runs");
    for (let second = 0; second <= 10; second++) await page.clock.runFor(1_000);
    await page.locator(".verdict", { hasText: "Ready" }).waitFor();
    await lookTwice(page, "preflight");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".verdict", { hasText: "Some checks failed" }).waitFor();
    await lookTwice(page, "preflight-away");
  });

  test("PA15 large text, a missing page, a lesson that fails to load, a crash", async () => {
    const page = await stage.page("/healthz", { fresh: true, settings: { size: "huge" } });
    await page.goto(`${stage.url}/lessons/echo`);
    await page.locator('.live[data-phase="open"]').waitFor();
    await lookTwice(page, "huge");
    await page.evaluate((key) => localStorage.removeItem(key), settingsKey);
    await page.goto(`${stage.url}/lessons`);
    await page.locator(".prerendered").waitFor({ state: "detached" });
    await page.evaluate(() => {
      history.pushState(null, "", "/nowhere");
      window.dispatchEvent(new PopStateEvent("popstate"));
    });
    await page.getByText("Page not found").waitFor();
    await lookTwice(page, "not-found");
    await page.context().setOffline(true);
    await page.evaluate(() => {
      history.pushState(null, "", "/lessons/split");
      window.dispatchEvent(new PopStateEvent("popstate"));
    });
    await page.getByText("Couldn't load the lesson").waitFor();
    await lookTwice(page, "lesson-away");
    await page.context().setOffline(false);
    await page.getByRole("heading", { level: 1, name: /Read and write/ }).waitFor();
    await page.addInitScript(() => {
      window.matchMedia = () => {
        throw new Error("a bug of ours");
      };
    });
    await page.goto(`${stage.url}/lessons/echo`);
    await page.getByText("Something went wrong").waitFor();
    await lookTwice(page, "crashed");
  });

  test("PA15 a page that is out of date, and one whose server is back", async () => {
    const page = await stage.page("/healthz", { fresh: true, settings: plainEditor });
    await page.routeWebSocket(/\/live$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const parsed: unknown = JSON.parse(String(message));
        socket.send(JSON.stringify({ ...Object(parsed), ...(isHello(parsed) && { build: "another.js" }) }));
      });
    });
    await page.goto(`${stage.url}/lessons/echo`);
    await page.getByText("A newer version of this page is available.").waitFor();
    await look(page, "wide-outdated");
    const other = await page.context().newPage();
    await other.setViewportSize(sizes.narrow);
    await other.goto(`${stage.url}/lessons`);
    await other.locator(".prerendered").waitFor({ state: "detached" });
    await stage.stopServer();
    await other.getByText("No connection to the server.").waitFor();
    await look(other, "narrow-away");
    await stage.startServer();
    await other.getByText("The server restarted.").waitFor();
    await look(other, "narrow-back", "dark");
  });
});

function isHello(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "hello";
}
