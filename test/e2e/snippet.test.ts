// Shared snippets in a browser: the page runs for a visitor at once; a frame in another site's page runs after a click.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { FrameLocator, Page } from "playwright-core";
import { draftsSchema } from "../../server/protocol/playground.ts";
import { chat, share } from "../front/shared-snippet.ts";
import { withoutBrowser } from "./browser.ts";
import { look } from "./look.ts";
import { Stage } from "./stage.ts";

const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } } as const;

const clientPage = `<!doctype html>
<title>Client</title>
<p id="state">connecting</p>
<script>
const socket = new WebSocket(WS_URL);
socket.onmessage = ({ data }) => { document.querySelector("#state").textContent = data; };
socket.onopen = () => socket.send("from the page");
</script>
`;

/** A page of another site, with frames. */
async function blog(frames: readonly string[]): Promise<{ readonly server: Server; readonly url: string }> {
  const page = `<!doctype html><html lang="en"><title>Blog</title><main>${frames
    .map((src, index) => `<iframe src="${src}" title="frame ${index}" width="700" height="500"></iframe>`)
    .join("")}</main>`;
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(page));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, url: `http://localhost:${address.port}/` };
}

describe("shared snippets", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let id = "";
  before(async () => {
    stage = await Stage.open({ typed: false });
    ({ id } = await share(stage.url, { handler: chat, title: "Chat with friends", page: clientPage }));
  });
  afterEach(() => stage?.closePages());
  after(() => stage?.[Symbol.asyncDispose]());

  const running = (place: Page | FrameLocator) => place.locator('.snippet[data-phase="running"]').waitFor();
  const frames = (place: Page | FrameLocator) => place.locator(".run-frames");
  const send = async (place: Page | FrameLocator, text: string) => {
    await place.getByRole("textbox", { name: "Message" }).fill(text);
    await place.getByRole("textbox", { name: "Message" }).press("Enter");
  };

  test("SN25 a link opened in another browser runs at once: messages, the client page and the console are shown", async () => {
    const page = await stage.page(`/p/${id}`, { viewport: sizes.wide });
    await running(page);
    await frames(page).getByText("you are 1").waitFor();
    await page.frameLocator(".run-preview iframe").getByText("from the page").waitFor();
    await frames(page).getByText("2: from the page").first().waitFor();
    await page.keyboard.press("Tab");
    await send(page, "<b>hello</b>");
    await frames(page).getByText("1: <b>hello</b>").first().waitFor();
    await look(page, "wide-snippet");
    await page.setViewportSize(sizes.narrow);
    await look(page, "narrow-snippet");
    await page.getByRole("button", { name: "Stop" }).press("Enter");
    await page.getByText("Stopped.").waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).press("Enter");
    await running(page);
    await page.getByRole("button", { name: "Fork" }).focus();
    for (let presses = 0; presses < 2; presses++) await page.keyboard.press("Enter");
    await page.waitForURL(/\/play\/[0-9a-z]{12}$/);
    const { drafts } = draftsSchema.parse(await (await page.request.get(`${stage.url}/api/drafts`)).json());
    assert.equal(drafts.length, 1, "pressed twice, it makes one draft");
    assert.deepEqual([stage.errors, stage.foreignRequests], [[], []]);
  });

  test("SN25 the client page connects once the page sees every frame, however late that is", async () => {
    const page = await stage.page("/healthz", { isolated: true, viewport: sizes.wide });
    await page.routeWebSocket(/\/live\?/, async (route) => {
      await sleep(1_500);
      route.connectToServer();
    });
    await page.goto(`${stage.url}/p/${id}`);
    await page.frameLocator(".run-preview iframe").getByText("from the page").waitFor();
    await frames(page).getByText("Preview → sends from the page").waitFor();
  });

  test("SN25 the client page also connects where no live channel can be opened", async () => {
    const page = await stage.page("/healthz", { isolated: true, viewport: sizes.wide });
    await page.routeWebSocket(/\/live\?/, (route) => void route.close());
    await page.goto(`${stage.url}/p/${id}`);
    await page.frameLocator(".run-preview iframe").getByText("from the page").waitFor();
  });

  test("EB2 EB4 a frame requests nothing before a click; then code is edited in it and run, by keyboard", async () => {
    const { server, url } = await blog([`${stage.url}/embed/p/${id}?editable=1&show=code`]);
    using _ = { [Symbol.dispose]: () => server.close() };
    const page = await stage.page("/healthz", { fresh: true, viewport: sizes.wide });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("websocket", (socket) => requests.push(socket.url()));
    await page.goto(url);
    const frame = page.frameLocator("iframe");
    await frame.locator(".run-start:enabled").waitFor();
    assert.deepEqual(
      requests.filter((each) => /\/api\/|^ws|snippet-run|preview/.test(each)),
      [],
    );
    await frame.getByRole("button", { name: "Edit" }).press("Enter");
    const field = frame.getByRole("textbox", { name: "Code: handler.ts" });
    await field.fill("export default (");
    await field.press("Control+Enter");
    await frame.getByText("The code does not run.").waitFor();
    await frame.getByRole("button", { name: "Line 1" }).waitFor();
    await field.fill(
      chat.replace('"you are "', '"edited "').replace("  all.add(socket);", "  console.log(name);\n  all.add(socket);"),
    );
    await field.press("Control+Enter");
    await running(frame);
    await frames(frame).getByText("edited 1").waitFor();
    await frame.locator(".run-console").getByText("1").waitFor();
    await frame.getByRole("button", { name: "Reset" }).press("Enter");
    await frame.getByRole("button", { name: "Run again" }).press("Enter");
    await frames(frame).getByText("you are 1").waitFor();
  });

  test("EB3 two readers of a page chat in one frame's shared room, and see the frames of their own clients", async () => {
    const { server, url } = await blog([`${stage.url}/embed/p/${id}?room=shared&show=code&theme=dark`]);
    using _ = { [Symbol.dispose]: () => server.close() };
    const readers = await Promise.all(
      [1, 2].map(async () => {
        const page = await stage.page("/healthz", { viewport: sizes.wide });
        await page.goto(url);
        const frame = page.frameLocator("iframe");
        await frame.getByRole("button", { name: "Run", exact: true }).click();
        await running(frame);
        return frame;
      }),
    );
    const [ada, bob] = readers;
    assert.ok(ada && bob);
    await send(ada, "hello, reader");
    await frames(bob)
      .getByText(/: hello, reader$/)
      .first()
      .waitFor();
    await send(bob, "hello yourself");
    await frames(ada)
      .getByText(/: hello yourself$/)
      .first()
      .waitFor();
    const carl = await stage.page(`/embed/p/${id}?room=shared`, { viewport: sizes.wide });
    await carl.getByRole("button", { name: "Run", exact: true }).click();
    await frames(carl).getByText("Preview → sends from the page").waitFor();
    await send(ada, "hello, all");
    await frames(carl)
      .getByText(/^Preview ← receives +\d: hello, all$/)
      .waitFor();
    assert.equal(await frames(carl).locator('[data-direction="in"]').count(), 1, "only what its own client sent");
  });

  test("EB5 axe finds nothing in a frame's document, light and dark, wide and narrow", async () => {
    const page = await stage.page(`/embed/p/${id}?editable=1`, { viewport: sizes.wide });
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.frameLocator(".run-preview iframe").getByText("from the page").waitFor();
    await look(page, "wide-snippet-embed");
    await page.setViewportSize(sizes.narrow);
    await look(page, "narrow-snippet-embed");
  });

  test("SN24 without scripts the page is complete, and offers nothing that does not work", async () => {
    const page = await stage.page(`/p/${id}`, { javaScriptEnabled: false, viewport: sizes.narrow });
    await page.getByText("const all = new Set").first().waitFor();
    assert.equal(await page.getByRole("button").filter({ visible: true }).count(), 0);
  });
});
