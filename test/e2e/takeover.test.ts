// A stranger's handler against a visitor's session, in a real browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Visitor } from "../front/visitor.ts";
import { withoutBrowser } from "./browser.ts";
import { Stage } from "./stage.ts";

const sessionOf = async (context: { cookies(): Promise<{ name: string; value: string }[]> }) =>
  (await context.cookies()).filter(({ name }) => name === "ws101").map(({ value }) => value);

test("UP11 a page that connects to another learner's room keeps its session", { skip: withoutBrowser }, async () => {
  await using stage = await Stage.open({ typed: false });
  using attacker = new Visitor(stage.url);
  const { room } = await attacker.code();
  const planted = ["/", "/ws", "/api"].map((path) => `${attacker.cookie}; Path=${path}; Max-Age=9999`);
  const page = await stage.page("/lessons");
  const before = await sessionOf(page.context());
  assert.equal(before.length, 1);
  for (const status of [101, 401]) {
    for (const setCookie of planted) {
      const headers = JSON.stringify({ "Set-Cookie": setCookie });
      const { url } = await attacker.load(`
        export function upgrade() { return { ${status === 101 ? "" : `status: ${status},`} headers: ${headers} }; }
        export default async function handle(socket) { for await (const _ of socket); }`);
      await page.evaluate(async (address) => {
        const socket = new WebSocket(address);
        await new Promise((resolve) => {
          socket.onopen = resolve;
          socket.onerror = resolve;
        });
      }, url);
      assert.deepEqual(await sessionOf(page.context()), before, `${status} ${setCookie}`);
    }
  }
  await page.goto(`${stage.url}/phone/${room}`);
  await page.goto(`${stage.url}/lessons`);
  assert.deepEqual(await sessionOf(page.context()), before);
});
