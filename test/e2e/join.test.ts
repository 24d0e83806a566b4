// The learner's side of a workshop, in a browser; its instructor uses the HTTP API.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import type { WorkshopCommand } from "../../server/protocol/workshop.ts";
import { TestInstructor } from "../front/workshop-people.ts";
import { becomes, connect, expand, loaded, post, received, runChecks, send } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { plainEditor, Stage } from "./stage.ts";

const phone = { width: 390, height: 844 };
const bar = (page: Page) => page.getByRole("region", { name: "Workshop" });
const field = (page: Page) => page.getByRole("textbox", { name: "Your handler" });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");

describe("a workshop, for those who learn", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let instructor: TestInstructor;
  let id: string;
  let code: string;
  /** Ida's, in the echo lesson. */
  let page: Page;
  /** In another browser. */
  let other: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
    instructor = await TestInstructor.signIn(stage.url, "Ana");
    ({ id, code } = await instructor.create("Sockets in a day"));
    page = await stage.page("/healthz", { settings: plainEditor, reducedMotion: "reduce" });
    await enter(page, "Ida");
    other = await stage.page("/healthz", { settings: plainEditor, isolated: true });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  let personalCode = "";
  const command = (body: WorkshopCommand) => instructor.do(id, body);

  /** Into the lesson, without the page for it. */
  async function enter(as: Page, name: string): Promise<void> {
    await post(as, "/api/join", { code, name });
    await as.goto(`${stage.url}/lessons/echo`);
    await field(as).waitFor();
    await as.locator('.live[data-phase="open"]').waitFor();
  }

  async function failingCheck(): Promise<string> {
    const { members } = (await instructor.roster(id)).state;
    return Object.values(members)[0]?.standings.echo?.firstFailing ?? assert.fail("no check fails");
  }

  test("WL4 steps that the group has not reached are marked; opening them moves neither the text nor the focus", async () => {
    const step = page.locator('.lesson-text .step[data-step="3"]');
    await command({ do: "pace", pace: { mode: "together", lesson: "echo", step: 2 } });
    await step.getByText("Step 3 of 4 · not yet").waitFor();
    await becomes(() => page.locator(".checks .check-word", { hasText: "not yet" }).count(), 3);
    await field(page).focus();
    const place = () => step.evaluate((element) => element.getBoundingClientRect().top + element.clientHeight);
    await page.locator(".lesson-text").evaluate((element) => element.scrollTo({ top: 200 }));
    const before = await place();
    await command({ do: "pace", pace: { mode: "together", lesson: "echo", step: 3 } });
    await step.getByText("Step 3 of 4", { exact: true }).waitFor();
    assert.deepEqual([await place(), await focused(page)], [before, "Your handler"]);
    assert.match(await runChecks(page), /fail/);
    const statuses = await page
      .locator(".checks .check")
      .evaluateAll((all) => all.map((each) => each.getAttribute("data-status")));
    assert.ok(!statuses.slice(3).includes("fail"), `those of step 4 have not failed: ${statuses}`);
    await command({ do: "pace", pace: { mode: "free" } });
  });

  test("WL6 an instructor's hint appears beside the failing check and goes when it is withdrawn; the focus stays", async () => {
    await instructor.untilRan(stage.url.replace("http", "ws"), id, () => runChecks(page));
    const check = await failingCheck();
    await field(page).focus();
    await command({ do: "hint", lesson: "echo", check, text: "Look at <recv>." });
    const item = page.locator(`.check[data-check="${check}"]`);
    await item.getByText("From your instructor, Ana").waitFor();
    await item.getByText("Look at <recv>.").waitFor();
    await page.locator('[role="status"]', { hasText: "A hint from Ana for" }).waitFor({ state: "attached" });
    assert.equal(await focused(page), "Your handler");
    const hint = (await instructor.roster(id)).state.hints[0]?.id ?? "";
    await command({ do: "withdraw-hint", hint });
    await item.getByText("From your instructor, Ana").waitFor({ state: "detached" });
  });

  test("WL5 while the workshop is paused, the editor is read-only, says why, and what was typed is saved", async () => {
    await field(page).pressSequentially("// typed\n");
    await command({ do: "freeze", frozen: true });
    await bar(page).getByText("Ana has paused everyone’s work").waitFor();
    await becomes(() => field(page).getAttribute("readonly"), "");
    await loaded(page);
    await page.keyboard.type("lost");
    assert.doesNotMatch(await field(page).inputValue(), /lost/);
    await command({ do: "freeze", frozen: false });
    await page.getByText("Read-only for now", { exact: true }).waitFor({ state: "detached" });
    await page.keyboard.type("// again");
    assert.match(await field(page).inputValue(), /again/);
  });

  test("WL3, WL4, WL5, WL6 axe finds nothing in a lesson with all that an instructor can show there", async () => {
    await command({ do: "announce", text: "Break at three" });
    await command({ do: "timer", minutes: 5, label: "Echo" });
    await command({ do: "pace", pace: { mode: "together", lesson: "echo", step: 2 } });
    await command({ do: "hint", lesson: "echo", check: await failingCheck(), text: "Look at <recv>." });
    await command({ do: "freeze", frozen: true });
    await bar(page).getByText("Break at three").waitFor();
    await bar(page).getByText("5 minutes left.").waitFor({ state: "attached" });
    await page.locator(".lesson-text").getByText("Step 3 of 4 · not yet").waitFor();
    await page.locator(".checks").getByText("From your instructor, Ana").waitFor();
    await page.getByText("Read-only for now", { exact: true }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await command({ do: "freeze", frozen: false });
    await command({ do: "withdraw-hint", hint: (await instructor.roster(id)).state.hints[0]?.id ?? "" });
    await command({ do: "pace", pace: { mode: "free" } });
    await command({ do: "announce", text: null });
    await command({ do: "timer", minutes: null });
  });

  test("WL7 a hand is raised by a key with a line of text, taken, answered and lowered", async () => {
    await page.locator("#pane-lesson").focus();
    await page.keyboard.press("h");
    await page.getByRole("dialog", { name: "Raise your hand" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.type("Why does it close?");
    await page.keyboard.press("Enter");
    await bar(page).getByText("Hand raised: waiting").waitFor();
    const member = await instructor.idOf(id, "Ida");
    const { hand } = (await instructor.roster(id)).state.members[member] ?? assert.fail();
    assert.deepEqual([hand?.text, hand?.lesson], ["Why does it close?", "echo"]);
    await command({ do: "take-hand", member, taken: true });
    await bar(page).getByText("Hand raised: Ana is on it").waitFor();
    await command({ do: "finish-hand", member });
    await page.locator(".notice", { hasText: "Ana marked your question as answered." }).waitFor();
    await bar(page).getByRole("button", { name: "Raise hand" }).click();
    await page.getByLabel("What do you need help with?").fill("Again");
    await page.keyboard.press("Enter");
    await bar(page).getByRole("button", { name: "Lower", exact: true }).click();
    await bar(page).getByRole("button", { name: "Raise hand" }).waitFor();
  });

  test("CR6 clients move to a pair's server and back; both pages say so, and what is being written stays", async () => {
    await enter(other, "Cy");
    const note = (on: Page, text: string) => on.locator(".endpoint-note", { hasText: text });
    await connect(page, "A");
    await expand(page, "A");
    await page.getByLabel("Message from A", { exact: true }).fill("hi Cy");
    const [client, server] = await Promise.all(["Ida", "Cy"].map((name) => instructor.idOf(id, name)));
    await command({ do: "pair", client: client ?? "", server: server ?? "", lesson: "echo" });
    await note(page, "You are connected to Cy’s server").waitFor();
    await note(other, "Ida is connected to your server").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel("Message from A", { exact: true }).press("Enter");
    await received(page, "A", "hi Cy");
    await other.getByRole("grid", { name: "Frames on the wire" }).getByText("hi Cy").first().waitFor();
    await command({ do: "pair-everyone", lesson: null });
    await note(page, "Cy").waitFor({ state: "detached" });
    await send(page, "A", "alone");
    await page.getByRole("grid", { name: "Frames on the wire" }).getByText("alone").first().waitFor();
  });

  test("WL10 an instructor who catches a learner up replaces the text, says so, and leaves theirs in the history", async () => {
    await field(page).fill("export default async function handle() {} // mine");
    const mine = await loaded(page);
    const member = await instructor.idOf(id, "Ida");
    await command({ do: "catch-up", member, lesson: "echo", with: "solution" });
    await page.getByText("Ana changed your code.").waitFor();
    const { solution } = (await stage.contents("echo")).listings.loop;
    await becomes(() => field(page).inputValue(), solution);
    const solved = await loaded(page, mine);
    await page.getByRole("tab", { name: "History" }).click();
    await page.getByRole("button", { name: new RegExp(`^v${solved} .*Ana`) }).waitFor();
    await page.getByRole("button", { name: new RegExp(`^v${mine} `) }).click();
    await page.getByRole("button", { name: `Restore v${mine}` }).click();
    await loaded(page, solved);
    await page.getByRole("tab", { name: "Handler" }).click();
    assert.match(await field(page).inputValue(), /\/\/ mine/);
  });

  test("WL4 a lesson that is closed while it is open keeps its text and runs no checks; the list and a new visit say so", async () => {
    await field(page).fill("export default async function handle() {} // mine");
    await command({ do: "lock", lesson: "echo", locked: true });
    await page.getByText("Your instructor has closed this lesson for now.").waitFor();
    assert.match(await field(page).inputValue(), /\/\/ mine/);
    const run = page.getByRole("button", { name: "Run checks" });
    await becomes(() => run.getAttribute("aria-disabled"), "true");
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.locator(".notice", { hasText: "closed this lesson" }).waitFor();
    await loaded(page);
    await page.goto(`${stage.url}/lessons`);
    const row = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "Echo every message" }) });
    await row.getByText("Your instructor has not opened this lesson yet.").waitFor();
    await page.goto(`${stage.url}/lessons/echo`);
    await page.getByText("This page shows it as soon as they do.").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await command({ do: "lock", lesson: "echo", locked: false });
    await field(page).waitFor();
    assert.match(await field(page).inputValue(), /\/\/ mine/);
  });

  test("WL2 the bar is there before any script runs, and nothing moves when the script takes over", async () => {
    const tops = (selectors: readonly string[]) =>
      page.evaluate(
        (all) => all.map((each) => Math.round(document.querySelector(each)?.getBoundingClientRect().top ?? -1)),
        selectors,
      );
    const measured = {
      "/lessons": [".workshop-title", ".page-head h1", ".lessons", ".lesson-row:last-child h2"],
      "/lessons/echo": [".workshop-title", ".lesson-head h1", "#pane-lesson .prose h2"],
    };
    for (const [path, selectors] of Object.entries(measured)) {
      await page.route("**/assets/index-*.js", (route) => route.abort());
      await page.goto(stage.url + path);
      const before = await tops(selectors);
      assert.ok(await page.locator(".prerendered").isVisible());
      await page.unroute("**/assets/index-*.js");
      await page.reload();
      await page.locator(".prerendered").waitFor({ state: "detached" });
      assert.deepEqual(await tops(selectors), before, path);
      assert.ok(
        before.every((top) => top >= 0),
        path,
      );
    }
  });

  test("WL2 a long name and the countdown are shown in full; the workshop's title and the timer's label give way", async () => {
    const member = await instructor.idOf(id, "Ida");
    const timer = bar(page).getByRole("timer");
    await command({ do: "rename", member, name: "Ida Wilhelmina Konstantinopoulou-Meier" });
    await command({ do: "timer", minutes: 10, label: "Exercise: write the handler that echoes each message, alone" });
    await timer.getByText(/^(10:00|9:\d\d)$/).waitFor();
    const name = bar(page).getByText("as Ida Wilhelmina");
    const title = bar(page).getByText("Sockets in a day");
    const isCut = (element: Locator) => element.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    assert.deepEqual([await isCut(title), await isCut(name)], [false, false], "there is room for both");
    await page.setViewportSize(phone);
    for (const each of [name, timer]) {
      const { x = 0, width = 0 } = (await each.boundingBox()) ?? assert.fail();
      assert.ok(x >= 0 && x + width <= phone.width, `${await each.textContent()} ends at ${x + width}`);
    }
    assert.equal(await isCut(bar(page)), false);
    await page.setViewportSize({ width: 1440, height: 900 });
    await command({ do: "rename", member, name: "Ida" });
    await command({ do: "timer", minutes: null });
  });

  test("WL3 the page follows to a lesson and a step without taking the focus, and undo returns; announcements and timer show", async () => {
    await command({ do: "announce", text: "Break at three\nBack at four" });
    await command({ do: "timer", minutes: 5, label: "Echo" });
    await becomes(() => bar(page).getByText("Break at three").innerText(), "Break at three\nBack at four");
    await bar(page).getByText("5 minutes left.").waitFor({ state: "attached" });
    await bar(page).getByRole("button", { name: "Dismiss" }).focus();
    await command({ do: "follow", place: { lesson: "split", step: 3 } });
    await page.waitForURL(`${stage.url}/lessons/split`);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Dismiss");
    await page.waitForFunction(() => {
      const [step, text] = [".step[data-step='3']", ".lesson-text"].map((each) => document.querySelector(each));
      const top = Math.abs((step?.getBoundingClientRect().top ?? 9e9) - (text?.getBoundingClientRect().top ?? 0));
      return (text?.scrollTop ?? 0) > 0 && top < 2;
    });
    await bar(page).getByRole("button", { name: "Undo" }).click();
    await page.waitForURL(`${stage.url}/lessons/echo`);
    assert.equal(await bar(page).getByLabel("Follow automatically").isChecked(), false);
    await command({ do: "follow", place: null });
  });

  test("WL1 on a phone, a code, a name and the personal code lead into the lesson where the group is", async () => {
    await command({ do: "pace", pace: { mode: "together", lesson: "echo", step: 1 } });
    await other.context().clearCookies();
    await other.setViewportSize(phone);
    await other.goto(`${stage.url}/join`);
    await other.getByLabel("Code").fill("nonsense");
    await other.keyboard.press("Enter");
    await other.getByText("A code has six letters and digits").waitFor();
    await other.getByLabel("Code").fill(` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `);
    await other.keyboard.press("Enter");
    await other.getByRole("heading", { name: "Sockets in a day" }).waitFor();
    assert.deepEqual(await axeFindings(other), []);
    await other.getByLabel("Your name").fill("Bo");
    await other.keyboard.press("Enter");
    const shown = other.getByRole("region", { name: "Your personal code" }).locator("output");
    personalCode = (await shown.textContent()) ?? "";
    assert.deepEqual(await axeFindings(other), []);
    await other.getByRole("link", { name: /^Open the lesson: Echo/ }).click();
    await bar(other).getByText("as Bo").waitFor();
    assert.equal(new URL(other.url()).pathname, "/lessons/echo");
  });

  test("WL1 a taken name asks for the personal code, with which another browser continues; without it, another name does", async () => {
    await other.context().clearCookies();
    await other.goto(`${stage.url}/join/${code}`);
    await other.getByLabel("Your name").fill("Bo");
    await other.keyboard.press("Enter");
    await other.getByRole("button", { name: "Join as Bo 2" }).click();
    await other.getByRole("heading", { name: "Welcome, Bo 2" }).waitFor();
    await other.context().clearCookies();
    await other.goto(`${stage.url}/join/${code}`);
    await post(other, "/api/lessons/echo/code", { style: "loop", source: "// other work" }, "PUT");
    await other.getByLabel("Your name").fill("bo");
    await other.keyboard.press("Enter");
    await other.getByText("Someone called Bo has already joined").waitFor();
    assert.deepEqual(await axeFindings(other), []);
    await other.getByLabel("Personal code of Bo").fill("AAAA-AAAA");
    await other.keyboard.press("Enter");
    await other.getByText("That is not the personal code of Bo").waitFor();
    await other.getByLabel("Personal code of Bo").fill(personalCode.toLowerCase());
    await other.keyboard.press("Enter");
    await other.getByText("This browser has other work: 1 lesson, 0 passed.").waitFor();
    assert.deepEqual(await axeFindings(other), []);
    await other.getByRole("button", { name: "Continue as Bo" }).click();
    await other.getByRole("heading", { name: "Welcome, Bo" }).waitFor();
  });

  test("WL9 who was removed, has left, or whose workshop has ended continues alone", async () => {
    await command({ do: "lock", lesson: "echo", locked: true });
    const member = await instructor.idOf(id, "Ida");
    await command({ do: "member-state", member, state: "removed" });
    await page.getByText("an instructor has removed you").waitFor();
    const run = page.getByRole("button", { name: "Run checks" });
    await becomes(() => run.getAttribute("aria-disabled"), "false");
    await page.goto(`${stage.url}/join/${code}`);
    await page.getByRole("button", { name: "Continue as Ida" }).click();
    await page.getByRole("heading", { name: "Welcome, Ida" }).waitFor();
    await page.goto(`${stage.url}/lessons`);
    await bar(page).getByRole("button", { name: "Leave" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await page.getByText("You have left the workshop").waitFor();
    await page.goto(`${stage.url}/join/${code}`);
    await page.getByRole("button", { name: "Continue as Ida" }).click();
    await page.getByRole("heading", { name: "Welcome, Ida" }).waitFor();
    await command({ do: "end" });
    await page.goto(`${stage.url}/lessons`);
    await page.getByText("The workshop “Sockets in a day” has ended.").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: "OK" }).click();
    await page.reload();
    await page.getByRole("heading", { name: "Learn WebSockets" }).waitFor();
    assert.equal(await page.getByText("has ended").isVisible(), false);
  });
});
