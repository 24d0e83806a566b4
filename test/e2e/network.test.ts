// Pages as a classroom opens them: over plain HTTP at an address of the local network, which is no secure context.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { publicOrigins } from "../../server/front/gate/public-origins.ts";
import type { Serving } from "../front/serving.ts";
import { serveWorkshops, TestInstructor, token } from "../front/workshop-people.ts";
import { connect, editorReady, runChecks } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { Stage } from "./stage.ts";

const everywhere = "0.0.0.0";
const noNetwork = publicOrigins({ host: everywhere, port: 1, publicUrl: null }).origins.length === 0;

describe("a page at an address of the network", {
  skip: withoutBrowser || (noNetwork && "this machine has no network address"),
  timeout: 600_000,
}, () => {
  let stage: Stage;
  let server: Serving;
  let page: Page;
  let origin: string;
  const foreign: string[] = [];
  before(async () => {
    stage = await Stage.open({ typed: false });
    server = await serveWorkshops({ config: { host: everywhere } });
    const { origins } = publicOrigins({ host: everywhere, port: Number(new URL(server.url).port), publicUrl: null });
    origin = origins[0] ?? assert.fail("no address");
    page = await (await stage.learner()).newPage();
    page.context().on("request", (request) => {
      if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
    });
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const quiet = () => assert.deepEqual([stage.errors, foreign], [[], []]);

  test("NE2 a lesson works in no secure context: the editor, clients and checks", async () => {
    await page.goto(`${origin}/lessons/echo`);
    assert.equal(await page.evaluate(() => window.isSecureContext), false);
    await editorReady(page);
    assert.equal(await runChecks(page), "fail");
    await connect(page, "A");
    quiet();
  });

  test("BE9 texts of a lesson can be copied on plain http, where pages have no clipboard API", async () => {
    const reader = await stage.page("/healthz");
    const copied = () => reader.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Connect with" }).click();
    await page.getByRole("button", { name: "Copy the endpoint's address" }).click();
    await page.getByText("Copied").waitFor();
    assert.match(await copied(), /^ws:.*\/ws\/\S+$/);
    await page.keyboard.press("Escape");
    await page.locator("#pane-code").getByRole("tab", { name: "Axum" }).click();
    await page.getByRole("button", { name: "Copy", exact: true }).first().click();
    await page.getByText("Copied").waitFor();
    assert.match(await copied(), /axum/);
  });

  test("NE2 the cells of a guide run in no secure context", async () => {
    await page.goto(`${origin}/guides/models`);
    const cell = page.locator('.cell[data-cell="models.owner.loop"]');
    await cell.getByRole("button", { name: "Run", exact: true }).click();
    await cell.locator('.cell-status[data-phase="open"]').waitFor();
    quiet();
  });

  test("NE2 a learner joins a workshop, and an instructor signs in and sees them", async () => {
    using instructor = await TestInstructor.signIn(server.url);
    const { id, code } = await instructor.create();
    await page.goto(`${origin}/join/${code}`);
    await page.getByLabel("Your name").fill("Ana");
    await page.getByRole("button", { name: "Join", exact: true }).click();
    await page.getByRole("region", { name: "Your personal code" }).waitFor();
    quiet();
    await page.goto(`${origin}/instructor/${id}`);
    await page.getByLabel("Instructor token").fill(token);
    await page.getByLabel("Your name").fill("Kim");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Ana").first().waitFor();
    quiet();
  });

  for (const path of ["/lessons", "/reference", "/preflight", "/join", "/instructor"]) {
    test(`NE2 ${path} opens in no secure context and requests nothing from other servers`, async () => {
      await page.goto(origin + path, { waitUntil: "networkidle" });
      quiet();
    });
  }
});
