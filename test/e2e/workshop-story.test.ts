// One workshop from its start to its end: an instructor, who uses the keyboard alone, and three learners, each in a browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { ownWorkshopSchema } from "../../server/protocol/workshop.ts";
import { echo } from "../front/handlers.ts";
import { token } from "../front/workshop-people.ts";
import { connect, loaded, post, received, runChecks, send } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { lessonFile, plainEditor, Stage } from "./stage.ts";

const handler = (page: Page, name: string | RegExp = "Your handler") => page.getByRole("textbox", { name });
const bar = (page: Page) => page.getByRole("region", { name: "Workshop" });
const tile = (page: Page, name: string) => page.locator(".tile").filter({ hasText: name });
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).press("Enter");
const follow = (page: Page, name: string | RegExp) => page.getByRole("link", { name }).press("Enter");

/** Presses an arrow key until the tab is selected. */
async function showTab(page: Page, name: string): Promise<void> {
  const tabs = page.getByRole("tablist", { name: "Views" });
  const isShown = () => tabs.getByRole("tab", { name, selected: true }).isVisible();
  for (let left = 5; left > 0 && !(await isShown()); left--)
    await tabs.getByRole("tab", { selected: true }).press("ArrowRight");
  assert.ok(await isShown(), name);
}

async function typeOver(page: Page, text: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

async function bytesOf(page: Page, link: RegExp): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), follow(page, link)]);
  return readFile(await download.path());
}

describe("a whole workshop", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  const open = (path: string) => stage.page(path, { settings: plainEditor, reducedMotion: "reduce" });

  async function join(code: string, name: string): Promise<Page> {
    const page = await open(`/join/${code}`);
    await page.getByLabel("Your name").fill(name);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: `Welcome, ${name}` }).waitFor();
    return page;
  }

  async function work(page: Page, source: string | null): Promise<void> {
    await page.goto(`${stage.url}/lessons/echo`);
    await handler(page).waitFor();
    await page.locator('.live[data-phase="open"]').waitFor();
    if (source !== null) await handler(page).fill(source);
  }

  async function teach(): Promise<{ kim: Page; code: string }> {
    const kim = await open("/instructor");
    await kim.getByLabel("Instructor token").press("ControlOrMeta+a");
    await kim.keyboard.insertText(token);
    await kim.getByLabel("Your name").press("ControlOrMeta+a");
    await kim.keyboard.type("Kim");
    await kim.keyboard.press("Enter");
    await kim.getByLabel("Title").press("Home");
    await kim.keyboard.type("Tuesday");
    await kim.keyboard.press("Enter");
    const shown = await kim.getByLabel(/^Join code:/).getAttribute("aria-label");
    return { kim, code: shown?.replace(/^Join code:| /g, "") ?? "" };
  }

  test("WS29 join, lock, stuck, hint, look, edit, classroom, visit, a latecomer, results and the end, with the keyboard alone for the instructor", async () => {
    const [solution, { kim, code }] = await Promise.all([lessonFile("02-echo/loop/solution.ts"), teach()]);
    const [ana, bo] = await Promise.all(["Ana", "Bo"].map((name) => join(code, name)));
    assert.ok(ana && bo);
    await press(kim, "Lock Reverse text by its characters");
    await Promise.all([work(ana, echo("ana")), work(bo, echo("bo"))]);
    await ana.getByLabel("Next lesson: Reverse text by its characters (Your instructor has not opened").waitFor();

    await Promise.all([ana, bo].map((page) => loaded(page).then(() => runChecks(page))));
    await tile(kim, "Ana").getByText("sends every text back").waitFor();
    await tile(kim, "Bo").getByText("sends every text back").waitFor();
    assert.deepEqual(await axeFindings(kim), []);
    await showTab(kim, "Groups");
    await press(kim, "Send a hint to these 2");
    await kim.keyboard.type("Send only what you received.");
    await press(kim, "Send the hint");
    const hint = (page: Page) => page.getByText("Send only what you received.", { exact: true });
    for (const page of [ana, bo]) await hint(page).waitFor();
    await kim.getByText("2 people see it now").waitFor();
    assert.deepEqual(await axeFindings(kim), []);
    await press(kim, "Withdraw");
    for (const page of [ana, bo]) await hint(page).waitFor({ state: "detached" });

    await showTab(kim, "Tiles");
    await follow(kim, "Look at Ana");
    await press(kim, "Ask to edit");
    await bar(ana).getByRole("button", { name: "Allow" }).click();
    await kim.getByText("You are editing Ana’s code").waitFor();
    await handler(kim, /^Ana’s handler/).focus();
    await typeOver(kim, solution);
    await ana.getByText("Kim changed your code.").waitFor();
    await press(kim, "Stop editing");
    await loaded(ana, 1);
    assert.equal(await runChecks(ana), "pass");
    await follow(kim, "ws101, back to the dashboard");
    await tile(kim, "Ana").getByText("All checks pass").waitFor();

    await post(kim, "/api/lessons/echo/code", { style: "loop", source: echo("kim") }, "PUT");
    await press(kim, "Endpoints");
    await kim.getByRole("dialog").getByLabel("Lesson").press("ArrowDown");
    await press(kim, "Open my server to everyone");
    await bo.goto(`${stage.url}/lessons`);
    await bar(bo).getByText("Everyone is connected to Kim’s server in “Echo every message”.").waitFor();
    await bar(bo).getByRole("link", { name: "Go to the lesson" }).click();
    await bo.getByText("You are connected to Kim’s server, like everyone").waitFor();
    await connect(ana, "A");
    await send(ana, "A", "hello");
    await received(ana, "A", "kim:hello");
    const { view } = ownWorkshopSchema.parse(await ana.evaluate(async () => (await fetch("/api/workshop")).json()));
    await ana.getByRole("button", { name: "Connect with…" }).click();
    await ana.getByText("Any WebSocket client can connect to Kim’s server.").waitFor();
    assert.ok((await ana.getByRole("dialog").innerText()).includes(view?.endpoint?.url ?? "no endpoint"));
    await ana.keyboard.press("Escape");
    await press(kim, "End the classroom");
    await kim.keyboard.press("Escape");

    await showTab(kim, "Visit");
    await kim.getByRole("form", { name: "Visit every server" }).getByLabel("Lesson").press("ArrowDown");
    await kim.getByLabel("Expect").press("Home");
    await kim.keyboard.type("hello");
    await kim.keyboard.press("Enter");
    await kim.getByText(/^1 answered\b/).waitFor();
    const results = kim.getByRole("list", { name: "Results of the visit" }).getByRole("listitem");
    await results.filter({ hasText: "Bo" }).getByText("bo:hello").waitFor();

    const cy = await join(code, "Cy");
    await work(cy, null);
    await showTab(kim, "Tiles");
    await tile(kim, "Cy").getByText("2 Echo every message").waitFor();
    await press(kim, "Cy");
    await press(kim, "Give it to them");
    await cy.getByText("Kim changed your code.").waitFor();
    await loaded(cy);
    assert.equal(await runChecks(cy), "pass");
    await kim.keyboard.press("Escape");
    await tile(kim, "Cy").getByText("All checks pass").waitFor();

    await press(kim, "More");
    await follow(kim, "Results and code");
    await kim.getByText("2 of 3 learners who opened it passed.").waitFor();
    assert.deepEqual(await axeFindings(kim), []);
    const rows = (await bytesOf(kim, /CSV/)).toString().split("\r\n");
    const done = rows.map((row) => row.split(",")).map(([name, , , , lesson, , passed]) => [name, lesson, passed]);
    assert.deepEqual(
      done.filter(([, lesson]) => lesson === "echo"),
      ["Ana,echo,yes", "Bo,echo,no", "Cy,echo,yes"].map((row) => row.split(",")),
    );
    const files = unzipSync(new Uint8Array(await bytesOf(kim, /zip/)));
    const text = (path: string) => strFromU8(files[path] ?? new Uint8Array());
    assert.deepEqual(
      ["Ana", "Bo", "Cy"].map((name) => text(`${name}/echo/loop.ts`)),
      [solution, echo("bo"), solution],
    );

    await follow(kim, "Back to the dashboard");
    await press(kim, "More");
    await press(kim, "End the workshop…");
    await press(kim, "End the workshop");
    await kim.getByText("This workshop has ended.").waitFor();
    await kim.getByText("3 learners", { exact: true }).waitFor();
    for (const page of [ana, bo, cy]) await page.getByText("The workshop “Tuesday” has ended.").waitFor();
    assert.equal(await tile(kim, "Ana").getByRole("link").count(), 0, "there is nothing to look at any more");
    assert.deepEqual(stage.errors, []);
    assert.deepEqual(stage.foreignRequests, []);
  });
});
