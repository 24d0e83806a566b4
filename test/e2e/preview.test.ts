// Client pages in their previews, honest and hostile, in a real browser.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { after, afterEach, before, describe, test } from "node:test";
import type { FrameLocator, Locator, Page, Response } from "playwright-core";
import { z } from "zod";
import { codeSchema } from "../../server/protocol/http.ts";
import { echo } from "../front/handlers.ts";
import { Peer } from "../front/peer.ts";
import { share } from "../front/shared-snippet.ts";
import { Visitor } from "../front/visitor.ts";
import { becomes, connect, showRoom } from "./actions.ts";
import { attacks } from "./attacks.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { plainEditor, Stage } from "./stage.ts";

const chat = `import type { Socket } from "ws101";
const sockets = new Set<Socket>();
export default async function handle(socket: Socket) {
  sockets.add(socket);
  for await (const { data } of socket) for (const each of sockets) each.send(data);
  sockets.delete(socket);
}
`;

const client = `<!doctype html>
<form id="form"><input id="text"></form>
<p id="heard"></p>
<script>
  const socket = new WebSocket(WS_URL);
  socket.onmessage = ({ data }) => { heard.textContent += data; };
  form.onsubmit = (event) => { event.preventDefault(); socket.send(text.value); };
  socket.onopen = () => {
    console.log("open", { ready: true });
    setTimeout(() => missing.element.value);
  };
</script>
`;

const preview = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
const inside = (page: Page, name: string): FrameLocator => page.frameLocator(`iframe[title="${name}"]`);
const entries = (page: Page): Locator => page.locator(".console-list li");
const editor = (page: Page): Locator => page.getByRole("textbox", { name: "Your client page" });
const stopped = (page: Page, name: string): Locator =>
  page.locator(`.preview[aria-label="${name}"][data-phase="stopped"]`);

/** Depends on whether the page could still report that it had begun to load. */
const hungReason = /did not respond (within 5|for 4) seconds/;

/**
 * Resolves once it was stopped. Fails without the frame if it was not: Playwright would wait for a frame that hangs without end.
 */
async function hangs(page: Page, name: string): Promise<void> {
  try {
    await stopped(page, name).getByText(hungReason).waitFor();
  } catch {
    const shown = await preview(page, name).evaluate((part) => {
      for (const frame of document.querySelectorAll("iframe")) frame.remove();
      return `${part.dataset.phase}: ${part.textContent}`;
    });
    assert.fail(`${name} hangs and was not stopped. ${shown}`);
  }
}

/**
 * Resolves once `sign` appears. A busy machine may keep an honest page from responding in time: it is then started again, and
 * what causes the sign is done `again`.
 */
async function until(page: Page, name: string, sign: Locator, again = async () => {}): Promise<void> {
  const start = stopped(page, name).filter({ hasText: "did not respond" }).getByRole("button", { name: "Start" });
  const appears = async () => {
    if (await start.isVisible()) await start.click();
    await again();
    const waited = sign.first().waitFor({ timeout: 3_000 });
    return waited.then(
      () => true,
      () => false,
    );
  };
  await becomes(appears, true, `${name} does not show ${sign}`);
}

const shows = (page: Page, name: string, text: string, again?: () => Promise<void>): Promise<void> =>
  until(page, name, inside(page, name).getByText(text), again);

describe("previews", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let elsewhere: Server;
  const requests: string[] = [];
  before(async () => {
    stage = await Stage.open({ typed: false });
    elsewhere = createServer((request, response) => {
      requests.push(request.url ?? "");
      response.end();
    });
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
  });
  afterEach(() => stage?.closePages());
  after(async () => {
    elsewhere?.close();
    await stage?.[Symbol.asyncDispose]();
  });

  /** A new learner's draft with this client page, in one preview or in two. */
  async function open(source: string, previews: 1 | 2 = 1): Promise<Page> {
    const page = await stage.page("/healthz", { settings: { ...plainEditor, reader: true } });
    const id = await page.evaluate(
      async ({ handler, source, previews }) => {
        localStorage.setItem("ws101.previews", String(previews));
        const body = JSON.stringify({ from: { handler, page: source, style: "loop" } });
        const headers = { "content-type": "application/json" };
        const response = await fetch("/api/drafts", { method: "POST", headers, body });
        return (await response.json()).id;
      },
      { handler: chat, source, previews },
    );
    await page.goto(`${stage.url}/play/${z.string().parse(id)}`);
    await showRoom(page, "Console");
    return page;
  }

  async function openPageTab(page: Page): Promise<void> {
    await page.getByRole("tab", { name: "client.html" }).click();
    await editor(page).waitFor();
  }

  /** Resolves once the draft's room, which was full, accepts a socket. */
  async function freed(page: Page): Promise<void> {
    const path = `/api/drafts/${new URL(page.url()).pathname.split("/").at(-1)}`;
    const draft = await page.evaluate((address) => fetch(address).then((answer) => answer.json()), path);
    const { url } = z.object({ code: codeSchema }).parse(draft).code;
    for (;;) {
      const peer = await Peer.connect(url).catch(() => null);
      if (peer !== null) return peer[Symbol.dispose]();
    }
  }

  /** Resolves once the server has the text. */
  async function save(page: Page, source: string): Promise<void> {
    const isSave = (response: Response) => response.request().method() === "PUT" && response.url().endsWith("/page");
    const saved = page.waitForResponse(isSave);
    await editor(page).fill(source);
    await saved;
  }

  test("PV4 two previews talk through the handler, named on the wire; what they print leads to its line, and an edit reloads them", async () => {
    const page = await open(client, 2);
    for (const name of ["Preview 1", "Preview 2"])
      await until(page, name, entries(page).filter({ hasText: `${name}: open {"ready":true}` }));
    const text = inside(page, "Preview 1").locator("#text");
    await shows(page, "Preview 2", "hello", async () => {
      await until(page, "Preview 1", text);
      await text.fill("hello");
      await text.press("Enter");
    });
    const error = entries(page)
      .filter({ hasText: "Preview 1: Uncaught ReferenceError: missing is not defined" })
      .first();
    await error.getByRole("button", { name: "client.html:10" }).click();
    await editor(page).waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Your client page");
    const chosen = await editor(page).evaluate((field: HTMLTextAreaElement) =>
      field.value.slice(field.selectionStart, field.selectionEnd),
    );
    assert.match(chosen, /missing\.element/);
    await showRoom(page, "Wire");
    for (const name of ["P1", "P2"]) await page.locator(`.lane-name[title="${name}"]`).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await editor(page).fill("<p>edited");
    for (const name of ["Preview 1", "Preview 2"]) await shows(page, name, "edited");
    await page.context().setOffline(true);
    await editor(page).fill("<p>typed offline");
    await page
      .locator(".page-line")
      .getByText(/offline|not saved/i)
      .waitFor();
    await page.context().setOffline(false);
    await page.reload();
    await openPageTab(page);
    await becomes(() => editor(page).inputValue(), "<p>typed offline");
    await shows(page, "Preview 1", "typed offline");
  });

  test("PV9 versions of a client page are compared and restored, and what one tab saves is shown in another", async () => {
    const page = await open("<p>first");
    await openPageTab(page);
    await save(page, "<p>second");
    const other = await page.context().newPage();
    await other.goto(page.url());
    await openPageTab(other);
    await page.getByRole("tab", { name: "History" }).click();
    const versions = page.getByRole("list", { name: "Versions of your page, newest first" });
    await versions.getByRole("button", { name: "1 version while typing" }).click();
    await versions.getByRole("button", { name: /^v1 / }).click();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: "Restore v1" }).click();
    await versions.getByRole("button", { name: /^v3 .* current$/ }).waitFor();
    await shows(page, "Preview 1", "first");
    await shows(other, "Preview 1", "first");
    assert.equal(await editor(other).inputValue(), "<p>first");
    await other.getByText("This page was changed in another tab").waitFor();
    await other.getByRole("button", { name: "Restore mine" }).click();
    await shows(page, "Preview 1", "second");
    await page.getByRole("button", { name: "handler.ts", exact: true }).click();
    await page.getByRole("list", { name: "Versions of your code, newest first" }).waitFor();
  });

  test("PV5 a hostile page reads nothing of ours, reaches no other host, room or window, and what it prints is text", async () => {
    const host = `http://127.0.0.1:${z.object({ port: z.number() }).parse(elsewhere.address()).port}`;
    const page = await open("");
    const left = page.waitForEvent("console", (message) => message.text().startsWith(`Framing '${host}/`));
    await openPageTab(page);
    await editor(page).fill(attacks(host));
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const address = page.url();
    const done = entries(page).filter({ hasText: "Preview 1: outcomes " });
    await until(page, "Preview 1", done);
    const outcomes = z
      .record(z.string(), z.string())
      .parse(JSON.parse(/outcomes (\{.*\})/.exec((await done.textContent()) ?? "")?.[1] ?? ""));
    const succeeded = Object.entries(outcomes).filter(([, outcome]) => outcome === "succeeded");
    assert.ok(Object.keys(outcomes).length > 25, JSON.stringify(outcomes));
    assert.deepEqual(succeeded, []);
    await entries(page).filter({ hasText: "Preview 1: <img src=x onerror=alert(1)>" }).waitFor();
    assert.equal(await page.locator(".console-list img").count(), 0);
    assert.equal(await entries(page).filter({ hasText: "forged" }).count(), 0);
    assert.deepEqual([dialogs, requests, page.url(), page.context().pages().length], [[], [], address, 1]);
    // The last attack: the frame tries to leave for the other host.
    await left;
    assert.deepEqual(requests, []);
  });

  test("PV10 a page that scrolls to its elements leaves ours where it is; one that keeps pulling it can be stopped", async () => {
    const page = await stage.page("/healthz", { viewport: { width: 390, height: 300 } });
    const show = async (end: string) => {
      const { id } = await share(stage.url, { handler: chat, page: `<div style="height: 900px">top</div>${end}` });
      await page.goto(`${stage.url}/p/${id}`);
    };
    await show("<p id=end><script>end.scrollIntoView(); console.log('scrolled', scrollY > 0)</script>");
    await page.locator(".run-console").getByText("scrolled true").waitFor();
    assert.equal(await page.evaluate(() => window.scrollY), 0);
    // In a frame of its own, it has the browser's functions, without ours in front.
    await show(`<iframe srcdoc="<p id=end><script>setInterval(() => end.scrollIntoView(), 20)</script>"></iframe>`);
    await page.waitForFunction(() => window.scrollY > 0);
    const stop = page.getByRole("button", { name: "Stop" });
    const place = await stop.boundingBox();
    assert.ok(place !== null && place.y >= 0 && place.y + place.height <= 300, JSON.stringify(place));
    await stop.click();
    await page.getByText("Stopped.").waitFor();
  });

  test("PV6 a page that hangs is stopped with a sentence, while ours works on, and starts on request only", async () => {
    const page = await open("<p>loops</p><script>for (;;);</script>", 2);
    // Our page's time runs faster: the loops cost a processor each.
    await page.evaluate(() => {
      const now = performance.now.bind(performance);
      performance.now = () => 6 * now();
    });
    await openPageTab(page);
    for (const name of ["Preview 1", "Preview 2"]) await hangs(page, name);
    assert.equal(await page.locator("iframe").count(), 0);
    await page.reload();
    await openPageTab(page);
    await hangs(page, "Preview 1");
    await save(page, "<p>mended");
    assert.equal(await page.locator("iframe").count(), 0);
    await preview(page, "Preview 1").getByRole("button", { name: "Start" }).click();
    await shows(page, "Preview 1", "mended");
    await preview(page, "Preview 1").getByRole("button", { name: "Stop" }).click();
    await stopped(page, "Preview 1").getByText("It is stopped.").waitFor();
    // Asked long ago, in a page that hung with it; and asked by another tab, which is about to read the answer.
    await page.evaluate(() => {
      const key = `ws101.preview.${location.pathname.split("/").at(-1)}`;
      localStorage.setItem(`${key}.Preview 1`, String(Date.now() - 60_000));
      localStorage.setItem(`${key}.Preview 2`, String(Date.now() + 60_000));
    });
    await page.reload();
    await stopped(page, "Preview 1").getByText("did not respond when this page was last open").waitFor();
    await shows(page, "Preview 2", "mended");
  });

  test("PV7 console lines are limited, a flood of messages or reloads stops the page, and 1,000 sockets fill its room only", async () => {
    const lines = `<script>for (let n = 1; n <= 5000; n++) console.log("line " + n);</script>`;
    const page = await open(lines);
    await until(page, "Preview 1", entries(page).filter({ hasText: "Preview 1: line 50" }));
    await entries(page).filter({ hasText: "Preview 1: 4,950 lines dropped (limit: 50/s)" }).waitFor();
    assert.equal(await entries(page).filter({ hasText: "Preview 1: line " }).count(), 50);
    await openPageTab(page);
    const floods = [
      {
        source: "<script>setInterval(() => { for (let n = 0; n < 500; n++) parent.postMessage(n, '*'); }, 5);</script>",
        reason: "faster than this page can read them",
      },
      { source: "<script>setTimeout(() => location.reload(), 20)</script>", reason: "kept reloading itself" },
    ];
    for (const { source, reason } of floods) {
      await save(page, source);
      await preview(page, "Preview 1")
        .getByRole("button", { name: /Start|Reload/ })
        .click();
      await until(page, "Preview 1", stopped(page, "Preview 1").getByText(reason));
    }
    const sockets = `<script>
      let open = 0;
      for (let n = 0; n < 1000; n++) new WebSocket(WS_URL).onopen = () => ++open === 20 && console.log("full");
    </script>`;
    await save(page, sockets);
    await preview(page, "Preview 1").getByRole("button", { name: "Start" }).click();
    await until(page, "Preview 1", entries(page).filter({ hasText: "Preview 1: full" }));
    using other = new Visitor(stage.url);
    const { url } = await other.load(echo("other"));
    using peer = await Peer.connect(url);
    assert.equal(await peer.request("hi"), "other:hi");
    await page.locator('.live[data-phase="open"]').waitFor();
    await preview(page, "Preview 1").getByRole("button", { name: "Stop" }).click();
    await freed(page);
    await connect(page, "A");
  });

  test("PV8 a page that takes the keyboard from someone who types elsewhere gives it back, and is stopped", async () => {
    const thief = "<input id=i><script>setInterval(() => i.focus(), 10)</script>";
    const page = await open(`<iframe srcdoc="${thief}"></iframe>`);
    await openPageTab(page);
    await editor(page).click();
    // Playwright would wait without end for a key that goes to a frame while it is removed.
    await page.evaluate(() => {
      setInterval(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "x" })), 100);
    });
    await until(page, "Preview 1", stopped(page, "Preview 1").getByText("took the keyboard focus"));
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Your client page");
    await editor(page).pressSequentially("typed by a person");
    await becomes(async () => (await editor(page).inputValue()).includes("typed by a person"), true);
  });
});
