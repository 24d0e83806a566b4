import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { becomes, client, connect, expand, loaded, received, send, showRoom } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { handler, hearFrames, watchTasks } from "./clients-handler.ts";
import { sizes } from "./look.ts";
import { plainEditor, Stage } from "./stage.ts";

describe("the clients pane", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  /** Incoming data frames on the wire: opcode, and whether more follow. */
  const wire: string[] = [];
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.page("/healthz", { reducedMotion: "reduce", settings: plainEditor });
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => hearFrames(wire, String(payload))));
    await page.goto(`${stage.url}/lessons/echo`);
    await page.locator('.live[data-phase="open"]').waitFor();
    await page.getByRole("textbox", { name: "Your handler" }).fill(handler);
    await loaded(page);
  });
  after(() => stage?.[Symbol.asyncDispose]());

  const card = (name: string) => client(page, name);
  const field = (name: string) => page.getByLabel(`Message from ${name}`, { exact: true });
  const entry = (name: string, what: string, text: string) =>
    card(name).locator(`[data-what="${what}"]`, { hasText: text }).last();
  const pixelsBelow = (name: string) =>
    card(name)
      .locator(".message-scroll")
      .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
  const more = async (name: string) => {
    await expand(page, name);
    await card(name).getByRole("button", { name: /^More/ }).click();
  };

  test("BE4 text, JSON and bytes are sent and echoed; invalid JSON is reported, and sent as text if the learner insists", async () => {
    await connect(page, "A");
    await send(page, "A", "hello");
    await received(page, "A", "hello");
    await send(page, "A", '{"a":[1,2]}', "json");
    await entry("A", "received", '{"a":[1,2]}').getByRole("button", { name: "{ }" }).click();
    await entry("A", "received", '"a": [').locator("pre").waitFor();
    await send(page, "A", '{ "b": 1, }', "json");
    await card("A").getByRole("alert").filter({ hasText: "line 1, column 11: trailing comma before }" }).waitFor();
    await card("A").getByRole("button", { name: "Send as text" }).click();
    await entry("A", "received", '{ "b": 1, }').waitFor();
    await field("A").fill('{"c":1}');
    await card("A").getByRole("button", { name: "Prettify" }).click();
    assert.equal(await field("A").inputValue(), '{\n  "c": 1\n}');
    await send(page, "A", "00 ff 4", "binary");
    await card("A").getByRole("alert").filter({ hasText: "one is missing" }).waitFor();
    await card("A").getByLabel("Encoding of the bytes from A").selectOption("base64");
    await send(page, "A", "AP9B", "binary");
    await entry("A", "received", "00 ff 41").waitFor();
  });

  test("BE4 in a narrow column, a client's buttons stay on one line and its fields have one size", async () => {
    await page.setViewportSize({ width: 1024, height: 768 });
    const buttons = await card("A").locator(".client-head button").all();
    const boxes = await Promise.all(buttons.map((button) => button.boundingBox()));
    const middles = boxes.map((box) => (box === null ? 0 : box.y + box.height / 2));
    assert.ok(Math.max(...middles) - Math.min(...middles) < 4, `the middles are at ${middles.join(", ")}`);
    const fields = await card("A")
      .locator(".composer > :is(textarea, select, button)")
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).fontSize));
    assert.equal(new Set(fields).size, 1, fields.join(", "));
    await page.setViewportSize(sizes.wide);
  });

  test("BE4 ArrowUp recalls a sent message with its kind", async () => {
    await field("A").press("ArrowUp");
    await field("A").press("ArrowUp");
    assert.equal(await field("A").inputValue(), '{ "b": 1, }');
    await field("A").press("ArrowDown");
    await field("A").press("ArrowDown");
    assert.equal(await field("A").inputValue(), "");
    await card("A").getByLabel("Message type for A").selectOption("text");
  });

  test("BE3 a ping from a client in the page is offered on the server, where its round trip is shown", async () => {
    await more("A");
    await card("A").getByLabel("Ping with").fill("are you there");
    await card("A").getByRole("button", { name: "Ping from A" }).click();
    await card("A").getByRole("button", { name: "Run A on the server instead" }).click();
    await entry("A", "received", "are you there").waitFor();
    await entry("A", "note", "round trip").waitFor();
    assert.equal(await card("A").getAttribute("data-place"), "server");
    await card("A").locator(".client-state", { hasText: / ms$/ }).waitFor();
  });

  test("BE3 a client on the server sends fragments and headers, and closes with any code", async () => {
    wire.length = 0;
    await card("A").getByLabel("Send messages in").fill("3");
    await send(page, "A", "in pieces");
    await received(page, "A", "in pieces");
    // The live channel reports frames shortly after the message.
    await becomes(async () => wire.slice(0, 3), ["1 more", "0 more", "0 last"]);
    await card("A").getByLabel("Send messages in").fill("1");
    await card("A").getByLabel("Code").fill("1011");
    await card("A").getByLabel("Reason").fill("on purpose");
    await card("A").getByRole("button", { name: "Close", exact: true }).click();
    await entry("A", "closed", "closed 1011").waitFor();
    await card("A").getByLabel("Headers, one per line").fill("X-Role: teacher");
    await connect(page, "A");
    await received(page, "A", "for teacher");
  });

  test("BE3 a cut is reported as 1006", async () => {
    await card("A").getByRole("button", { name: "Cut", exact: true }).click();
    await entry("A", "closed", "cut (1006): no close frame").waitFor();
    await more("A");
  });

  test("BE3 fragments from a client in the page are sent from the server once the learner accepts", async () => {
    await more("B");
    await card("B").getByLabel("Send messages in").fill("2");
    await send(page, "B", "halved");
    await card("B").getByRole("button", { name: "Run B on the server instead" }).click();
    await received(page, "B", "halved");
    assert.equal(await field("B").inputValue(), "");
    await card("B").getByLabel("Send messages in").fill("1");
    await card("B").getByLabel("in this page").check();
    await entry("B", "note", "reconnecting in this page").waitFor();
    await card("B").locator(".client-state", { hasText: "open" }).waitFor();
    await card("B").getByRole("button", { name: "Disconnect" }).click();
    await more("B");
  });

  test("BE2 a client in the page offers a subprotocol and a query, and closes with a code and a reason", async () => {
    await more("B");
    await card("B").getByLabel("After the address").fill("?token=1");
    await connect(page, "B");
    await card("B").getByLabel("Code").fill("1001");
    await card("B").getByRole("button", { name: "Close", exact: true }).click();
    await card("B").getByRole("button", { name: "Not now" }).click();
    await card("B").getByLabel("Code").fill("4001");
    await card("B").getByLabel("Reason").fill("enough");
    await card("B").getByRole("button", { name: "Close", exact: true }).click();
    await entry("B", "closed", "closed 4001 enough: private: client and server agree on the meaning").waitFor();
    await more("B");
  });

  test("BE1, BE6 names, saved messages and drafts survive a reload; one card can be shown alone", async () => {
    await page.getByRole("button", { name: /^Add/ }).click();
    await connect(page, "C");
    await more("C");
    await card("C").getByLabel("Name", { exact: true }).fill("b");
    const rename = card("C").getByRole("button", { name: "Rename", description: "Disconnect C before you rename it." });
    assert.ok(await rename.isDisabled());
    await card("C").getByRole("button", { name: "Disconnect" }).click();
    await card("C").getByRole("button", { name: "Rename", disabled: false }).click();
    const refusal = card("C").getByRole("alert").filter({ hasText: "There is already a client named B" });
    const isInView = (element: Element) => {
      const pane = element.closest("#pane-clients");
      return pane !== null && element.getBoundingClientRect().bottom <= pane.getBoundingClientRect().bottom;
    };
    await becomes(() => refusal.evaluate(isInView), true, "the refusal is in view");
    await card("C").getByLabel("Name", { exact: true }).fill("Carol 2");
    await card("C").getByRole("button", { name: "Rename" }).click();
    await field("Carol 2").fill('say "hi"');
    await card("Carol 2")
      .getByRole("button", { name: /^Save this message/ })
      .click();
    await card("Carol 2").getByLabel("Save as").fill("greeting");
    await page.keyboard.press("Enter");
    await page.reload();
    await page.locator('.live[data-phase="open"]').waitFor();
    await becomes(() => field("Carol 2").inputValue(), 'say "hi"');
    assert.equal(await card("A").getAttribute("data-place"), "server");
    await card("B").getByRole("button", { name: "Send greeting" }).click();
    await received(page, "B", 'say "hi"');
    await page.getByRole("button", { name: "Show only client B" }).click();
    assert.equal(await field("Carol 2").count(), 0);
    await page.getByRole("button", { name: "Expand client Carol 2" }).click();
    await page.getByRole("button", { name: "Expand client A" }).click();
  });

  test("BE7 a thousand messages a second do not block the page, and the log stays bounded", async (t) => {
    await showRoom(page, "Console");
    await page.evaluate(watchTasks);
    const longest: number[] = [];
    // The best of six, because other programs share the machine.
    for (let times = 1; times <= 6 && (times === 1 || Math.min(...longest) >= 200); times++) {
      await page.evaluate("window.longestTaskMs = 0");
      await send(page, "B", `flood ${times}`);
      await entry("B", "received", `flood ${times}: 899`).waitFor();
      longest.push(Number(await page.evaluate("window.longestTaskMs")));
    }
    t.diagnostic(`tasks of ${longest.map(Math.round).join(", ")} ms`);
    assert.ok(Math.min(...longest) < 200, `tasks of ${longest.map(Math.round).join(", ")} ms`);
    assert.ok((await card("B").locator(".message-log li").count()) <= 200);
    await becomes(async () => (await pixelsBelow("B")) <= 1, true, "the newest is in view");
    await card("B")
      .locator(".dropped")
      .or(card("B").getByRole("button", { name: /older$/ }))
      .first()
      .waitFor();
  });

  test("BE7 a log follows its end while its rows wrap, and stays in place while an entry is opened", async () => {
    for (let times = 1; times <= 6; times++) {
      const text = `${times}: ${"words that wrap ".repeat(16)}`;
      await send(page, "B", text);
      await entry("B", "received", text).waitFor();
      await becomes(async () => (await pixelsBelow("B")) <= 1, true, `message ${times} is in view`);
    }
    await send(page, "B", '{"a":[1,2,3]}');
    const expand = entry("B", "received", '{"a":[1,2,3]}').getByRole("button", { name: "{ }" });
    await expand.waitFor();
    await becomes(async () => (await pixelsBelow("B")) <= 1, true);
    const before = await expand.boundingBox();
    await expand.click();
    const less = entry("B", "received", '"a": [').getByRole("button", { name: "less" });
    assert.equal((await less.boundingBox())?.y, before?.y);
    await less.click();
    await send(page, "B", "after it");
    await entry("B", "received", "after it").waitFor();
    await becomes(async () => (await pixelsBelow("B")) <= 1, true, "the newest is in view again");
  });

  test("BE9 the phone dialog shows a code or what to do; the phone page connects to the room and shows text as text", async () => {
    await page.getByRole("button", { name: "Phone" }).click();
    const dialog = page.getByRole("dialog", { name: "Open on my phone" });
    await dialog.getByText("npm start -- --host 0.0.0.0").waitFor();
    await page.keyboard.press("Escape");
    const answer = { open: true, origins: ["http://192.168.1.5:3000", "http://10.0.0.2:3000"] };
    await page.route("**/api/origins", (route) => route.fulfill({ json: answer }));
    await page.getByRole("button", { name: "Phone" }).click();
    await dialog.getByRole("img", { name: /^QR code of http:\/\/192\.168\.1\.5:3000\/phone\/\w/ }).waitFor();
    await dialog.getByRole("combobox", { name: "Address" }).selectOption("http://10.0.0.2:3000");
    const address = (await dialog.locator(".copy-field pre").textContent()) ?? "";
    assert.match(address, /^http:\/\/10\.0\.0\.2:3000\/phone\//);
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Escape");
    const phone = await stage.page(new URL(address).pathname, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    await phone.locator("#state", { hasText: "open" }).waitFor();
    await phone.getByRole("textbox", { name: "Message" }).fill("<img src=x onerror='window.pwned=1'>\u202e");
    await phone.getByRole("button", { name: "Send" }).click();
    await phone.locator('[data-what="received"]', { hasText: "<img src=x" }).waitFor();
    assert.match((await phone.locator('[data-what="received"]').last().textContent()) ?? "", /\\u\{202e\}$/);
    assert.equal(await phone.evaluate("window.pwned"), undefined);
    assert.deepEqual(await phone.context().cookies(), []);
    assert.deepEqual(await axeFindings(phone), []);
    await phone.context().close();
  });

  test("BE9 commands contain the room's address and can be copied", async () => {
    await page.getByRole("button", { name: "Connect with" }).click();
    const dialog = page.getByRole("dialog", { name: "Connect with other programs" });
    await dialog.getByRole("button", { name: "Copy the curl command" }).click();
    await dialog.getByText("Copied").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^curl --http1\.1[\s\S]*Sec-WebSocket-Key[\s\S]*\/ws\/\S+$/);
    const [box, close] = [
      await dialog.boundingBox(),
      await dialog.getByRole("button", { name: "Close" }).boundingBox(),
    ];
    assert.ok(box && close && close.y + close.height <= 900, "the Close button is in view while the list scrolls");
    assert.ok(Math.abs(box.y + box.height / 2 - 450) <= 2, "the dialog is centered");
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Escape");
  });

  test("BE3, BE7 the clients pane has no accessibility findings, and announces messages in a summary", async () => {
    await more("A");
    await more("B");
    await card("B").getByRole("button", { name: "Ping from B" }).click();
    await card("B").getByRole("button", { name: "Not now" }).waitFor();
    for (const [colorScheme, rules] of [
      ["light", "all"],
      ["dark", "colors"],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      assert.deepEqual(await axeFindings(page, { rules, within: "#pane-clients" }), [], colorScheme);
    }
    await send(page, "B", "read this to me");
    await page.locator(".clients-panel > [role=status]", { hasText: /B: .*received.*read this to me/ }).waitFor();
  });

  test("BE1 no more clients are added than a room has sockets, and the page says so", async () => {
    const add = page.getByRole("button", { name: /^Add/ });
    for (let count = await page.locator("[data-client]").count(); count < 20; count++) await add.click();
    await page.getByText("20-client limit reached").waitFor();
    await add.press("Enter");
    assert.equal(await page.locator("[data-client]").count(), 20);
    assert.deepEqual(stage.foreignRequests, []);
    assert.deepEqual(stage.errors, []);
  });
});
