import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { withoutBrowser } from "./browser.ts";
import { lookTwice, sizes } from "./look.ts";
import { plainEditor, Stage } from "./stage.ts";

describe("the laboratories", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  let lab: Locator;
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.page("/healthz", { viewport: sizes.wide, settings: plainEditor });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  const open = async (slug: string, kind: "handshake" | "frame") => {
    await page.goto(`${stage.url}/lessons/${slug}`);
    await page.locator('.live[data-phase="open"]').waitFor();
    await page.locator(`button.lab[data-lab="${kind}"]`).click();
    lab = page.getByRole("dialog", { name: "laboratory" });
  };
  const press = (name: string) => lab.getByRole("button", { name, exact: true }).click();
  const response = () => lab.getByRole("region", { name: "Response", exact: true });
  const exchange = () => lab.getByRole("log", { name: "Frames sent and received" });

  test("BE20 the handshake laboratory derives the accept value from the key, and the room's response has the same", async () => {
    await open("handshake", "handshake");
    await press("Key of the RFC");
    const steps = lab.getByRole("region", { name: "How the accept value is made" });
    await steps.getByText("b3 7a 4f 2c c0 62 4f 16 90 f6 46 06 cf 38 59 45 b2 be c4 ea").waitFor();
    await steps.getByText("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").waitFor();
    await press("Send request");
    await response().getByText("matches the key of this request").waitFor();
    const raw = await lab.getByRole("region", { name: "Response as received" }).textContent();
    assert.match(
      raw ?? "",
      /^HTTP\/1\.1 101 Switching Protocols\n(?:.*\n)*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i,
    );
    await lab.getByRole("log", { name: "Frames after the response" }).getByText("“protocol: ?”").waitFor();
  });

  test("BE20, PA15 every header can be changed, removed or added, and the room answers what was sent", async () => {
    const header = (name: string) => lab.getByRole("textbox", { name: `Value of ${name}` });
    await header("Sec-WebSocket-Version").fill("12");
    await press("Send request");
    await response().getByText("426 Upgrade Required: refused with plain HTTP").waitFor();
    await header("Sec-WebSocket-Version").fill("13");
    await header("Origin").fill("https://example.com");
    await press("Send request");
    await response()
      .getByText(/^403 Forbidden/)
      .waitFor();
    await press("Remove Origin");
    await press("Add header");
    await lab.getByRole("textbox", { name: "Name of header 7" }).fill("Cookie");
    await header("Cookie").fill("a=b");
    await press("Send request");
    await response().getByText("The header Cookie is not sent from here. Remove it.").waitFor();
    await press("Remove Cookie");
    await press("Send request");
    await response().getByText("101: this connection").waitFor();
    await lookTwice(page, "handshake-lab");
  });

  test("BE21 the frame laboratory labels each bit, and a flipped bit changes what the frame means", async () => {
    await open("frames", "frame");
    await press("Connect");
    await lab.getByText("Connected.", { exact: true }).waitFor();
    await lab.getByRole("button", { name: "Send 8 bytes" }).click();
    await exchange().getByText("→ text, 2 bytes: “Hi”").waitFor();
    await exchange().getByText("← text, 16 bytes: “text of length ?”").waitFor();
    await lab.getByRole("switch", { name: "Byte 1, bit 1: FIN" }).focus();
    for (const key of ["ArrowDown", "Space"]) await page.keyboard.press(key);
    assert.equal(await page.evaluate("document.activeElement.ariaLabel"), "Byte 2, bit 1: MASK");
    await lab.getByText("A client masks every frame.").waitFor();
    await lab.getByRole("switch", { name: "Byte 3, bit 1: payload" }).waitFor();
  });

  test("BE21, PA15 a frame that breaks a rule is sent as it is, and the room closes with the code that was named", async () => {
    await lab.getByText("Close code 1002.").waitFor();
    await lab.getByRole("button", { name: "Send 8 bytes" }).click();
    await exchange().getByText("← close 1002").waitFor();
    await exchange().getByText("The TCP connection ended.").waitFor();
    await lab.getByLabel("Begin with").selectOption("Text that is not UTF-8");
    await press("Connect again");
    await lab.getByText("Connected.", { exact: true }).waitFor();
    await lab.getByRole("button", { name: "Send 8 bytes" }).click();
    await exchange().getByText("← close 1007").waitFor();
    for (const text of ["81 zz", "", "81 8"]) {
      await lab.getByLabel("Bytes in hex").fill(text);
      await lab.getByText("No frame to read.").waitFor();
      assert.equal(await lab.getByText("Close code").count(), 0, `a verdict on “${text}”`);
      assert.ok(await lab.getByRole("button", { name: /^Send/ }).isDisabled());
    }
    await lab.getByText("the last one is missing").waitFor();
    await lookTwice(page, "frame-lab");
  });
});
