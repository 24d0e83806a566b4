// The learner's side of a workshop, in a browser; its instructor uses the HTTP API.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { TestInstructor } from "../front/workshop-people.ts";
import { becomes, connect, expand, loaded, received, runChecks, send } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { plainEditor, Stage } from "./stage.ts";

const phone = { width: 390, height: 844 };
const bar = (page: Page) => page.getByRole("region", { name: "Workshop" });
const field = (page: Page) => page.getByRole("textbox", { name: "Your handler" });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");

describe("a workshop, for those who learn", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open({ typed: false });
  });
  afterEach(() => stage?.closePages());
  after(() => stage?.[Symbol.asyncDispose]());

  async function begin(title = "Sockets in a day") {
    const instructor = await TestInstructor.signIn(stage.url, "Ana");
    const { id, code } = await instructor.create(title);
    return { id, code, do: (command: Parameters<TestInstructor["do"]>[1]) => instructor.do(id, command), instructor };
  }

  /** Joins and opens the lesson. Returns the personal code. */
  async function join(page: Page, code: string, name: string): Promise<string> {
    await page.goto(`${stage.url}/join/${code}`);
    await page.getByLabel("Your name").fill(name);
    await page.getByRole("button", { name: "Join", exact: true }).click();
    const shown = page.getByRole("region", { name: "Your personal code" }).locator("output");
    return (await shown.textContent()) ?? "";
  }

  /** In a browser of their own. */
  async function inLesson(code: string, name: string): Promise<Page> {
    const page = await stage.page("/healthz", { settings: plainEditor, isolated: true });
    await join(page, code, name);
    await page.goto(`${stage.url}/lessons/echo`);
    await field(page).waitFor();
    await page.locator('.live[data-phase="open"]').waitFor();
    return page;
  }

  async function joined(name: string) {
    const workshop = await begin();
    const page = await stage.page("/healthz", { settings: plainEditor, reducedMotion: "reduce" });
    await join(page, workshop.code, name);
    await page.goto(`${stage.url}/lessons/echo`);
    await field(page).waitFor();
    await page.locator('.live[data-phase="open"]').waitFor();
    return { ...workshop, page };
  }

  test("WL1 on a phone, a code, a name and the personal code lead into the lesson where the group is", async () => {
    const { code, do: command } = await begin();
    await command({ do: "pace", pace: { mode: "together", lesson: "echo", step: 1 } });
    const page = await stage.page("/join", { viewport: phone });
    await page.getByLabel("Code").fill("nonsense");
    await page.keyboard.press("Enter");
    await page.getByText("A code has six letters and digits").waitFor();
    await page.getByLabel("Code").fill(` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Sockets in a day" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel("Your name").fill("Bo");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Your personal code" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("link", { name: /^Open the lesson: Echo/ }).click();
    await bar(page).getByText("as Bo").waitFor();
    assert.equal(new URL(page.url()).pathname, "/lessons/echo");
  });

  test("WL1 a taken name asks for the personal code, with which another browser continues; without it, another name does", async () => {
    const { code } = await begin();
    const first = await stage.page("/healthz");
    const personal = await join(first, code, "Cy");
    const other = await stage.page(`/join/${code}`, { isolated: true });
    await other.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ style: "loop", source: "// other work" });
      await fetch("/api/lessons/echo/code", { method: "PUT", headers, body });
    });
    await other.getByLabel("Your name").fill("cy");
    await other.keyboard.press("Enter");
    await other.getByText("Someone called Cy has already joined").waitFor();
    assert.deepEqual(await axeFindings(other), []);
    await other.getByLabel("Personal code of Cy").fill("AAAA-AAAA");
    await other.keyboard.press("Enter");
    await other.getByText("That is not the personal code of Cy").waitFor();
    await other.getByLabel("Personal code of Cy").fill(personal.toLowerCase());
    await other.keyboard.press("Enter");
    await other.getByText("This browser has other work: 1 lesson, 0 passed.").waitFor();
    assert.deepEqual(await axeFindings(other), []);
    await other.getByRole("button", { name: "Continue as Cy" }).click();
    await other.getByRole("heading", { name: "Welcome, Cy" }).waitFor();
    const third = await stage.page(`/join/${code}`, { isolated: true });
    await third.getByLabel("Your name").fill("Cy");
    await third.keyboard.press("Enter");
    await third.getByRole("button", { name: "Join as Cy 2" }).click();
    await third.getByRole("heading", { name: "Welcome, Cy 2" }).waitFor();
  });

  test("CR6 clients move to a pair's server and back; both pages say so, and what is being written stays", async () => {
    const { code, do: command, instructor, id } = await begin();
    const [bo, cy] = await Promise.all(["Bo", "Cy"].map((name) => inLesson(code, name)));
    assert.ok(bo && cy);
    const note = (page: Page, text: string) => page.locator(".endpoint-note", { hasText: text });
    await connect(bo, "A");
    await expand(bo, "A");
    await bo.getByLabel("Message from A", { exact: true }).fill("hi Cy");
    const [client, server] = await Promise.all(["Bo", "Cy"].map((name) => instructor.idOf(id, name)));
    await command({ do: "pair", client: client ?? "", server: server ?? "", lesson: "echo" });
    await note(bo, "You are connected to Cy’s server").waitFor();
    await note(cy, "Bo is connected to your server").waitFor();
    assert.deepEqual(await axeFindings(bo), []);
    await bo.getByLabel("Message from A", { exact: true }).press("Enter");
    await received(bo, "A", "hi Cy");
    await cy.getByRole("grid", { name: "Frames on the wire" }).getByText("hi Cy").first().waitFor();
    await command({ do: "pair-everyone", lesson: null });
    await note(bo, "Cy").waitFor({ state: "detached" });
    await send(bo, "A", "alone");
    await bo.getByRole("grid", { name: "Frames on the wire" }).getByText("alone").first().waitFor();
  });

  test("WL4 a lesson that is closed while it is open keeps its text and runs no checks; the list and a new visit say so", async () => {
    const { page, do: command } = await joined("Di");
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

  test("WL4 steps that the group has not reached are marked; opening them moves neither the text nor the focus", async () => {
    const { page, do: command } = await joined("Ed");
    const step = page.locator('.lesson-text .step[data-step="3"]');
    await command({ do: "pace", pace: { mode: "together", lesson: "echo", step: 2 } });
    await step.getByText("Step 3 of 4 · not yet").waitFor();
    await becomes(() => page.locator(".checks .check-word", { hasText: "not yet" }).count(), 3);
    assert.deepEqual(await axeFindings(page), []);
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
  });

  test("WL2 the bar is there before any script runs, and nothing moves when the script takes over", async () => {
    const { page } = await joined("Lu");
    const tops = (selectors: readonly string[]) =>
      page.evaluate(
        (all) => all.map((each) => Math.round(document.querySelector(each)?.getBoundingClientRect().top ?? -1)),
        selectors,
      );
    const measured = {
      "/lessons/echo": [".workshop-title", ".lesson-head h1", "#pane-lesson .prose h2"],
      "/lessons": [".workshop-title", ".page-head h1", ".lessons", ".lesson-row:last-child h2"],
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

  test("WL5 while the workshop is paused, the editor is read-only, says why, and what was typed is saved", async () => {
    const { page, do: command } = await joined("Fi");
    await field(page).pressSequentially("// typed\n");
    await command({ do: "freeze", frozen: true });
    await bar(page).getByText("Ana has paused everyone’s work").waitFor();
    await becomes(() => field(page).getAttribute("readonly"), "");
    await loaded(page);
    await page.keyboard.type("lost");
    assert.doesNotMatch(await field(page).inputValue(), /lost/);
    assert.deepEqual(await axeFindings(page), []);
    await command({ do: "freeze", frozen: false });
    await page.getByText("Read-only for now", { exact: true }).waitFor({ state: "detached" });
    await page.keyboard.type("again");
    assert.match(await field(page).inputValue(), /again/);
  });

  test("WL6 an instructor's hint appears beside the failing check and goes when it is withdrawn; the focus stays", async () => {
    const { page, id, instructor, do: command } = await joined("Gil");
    await instructor.untilRan(stage.url.replace("http", "ws"), id, () => runChecks(page));
    const { state } = await instructor.roster(id);
    const check = Object.values(state.members)[0]?.standings.echo?.firstFailing ?? assert.fail("no check fails");
    await field(page).focus();
    await command({ do: "hint", lesson: "echo", check, text: "Look at <recv>." });
    const item = page.locator(`.check[data-check="${check}"]`);
    await item.getByText("From your instructor, Ana").waitFor();
    await item.getByText("Look at <recv>.").waitFor();
    await page.locator('[role="status"]', { hasText: "A hint from Ana for" }).waitFor({ state: "attached" });
    assert.equal(await focused(page), "Your handler");
    assert.deepEqual(await axeFindings(page), []);
    const hint = (await instructor.roster(id)).state.hints[0]?.id ?? "";
    await command({ do: "withdraw-hint", hint });
    await item.getByText("From your instructor, Ana").waitFor({ state: "detached" });
  });

  test("WL7 a hand is raised by a key with a line of text, taken, answered and lowered", async () => {
    const { page, id, instructor, do: command } = await joined("Hal");
    await page.locator("#pane-lesson").focus();
    await page.keyboard.press("h");
    await page.getByRole("dialog", { name: "Raise your hand" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.type("Why does it close?");
    await page.keyboard.press("Enter");
    await bar(page).getByText("Hand raised: waiting").waitFor();
    const member = await instructor.idOf(id, "Hal");
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

  test("WL3 the page follows to a lesson and a step without taking the focus, and undo returns; announcements and timer show", async () => {
    const { page, do: command } = await joined("Ida");
    await command({ do: "announce", text: "Break at three" });
    await command({ do: "timer", minutes: 5, label: "Echo" });
    await bar(page).getByText("Break at three").waitFor();
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
    assert.deepEqual(await axeFindings(page), []);
    await bar(page).getByRole("button", { name: "Undo" }).click();
    await page.waitForURL(`${stage.url}/lessons/echo`);
    assert.equal(await bar(page).getByLabel("Follow automatically").isChecked(), false);
  });

  test("WL10 an instructor who catches a learner up replaces the text, says so, and leaves theirs in the history", async () => {
    const { page, id, instructor, do: command } = await joined("Jan");
    await field(page).fill("export default async function handle() {} // mine");
    const mine = await loaded(page);
    const member = await instructor.idOf(id, "Jan");
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

  test("WL9 who was removed, has left, or whose workshop has ended continues alone", async () => {
    const { page, code, id, instructor, do: command } = await joined("Kay");
    await command({ do: "lock", lesson: "echo", locked: true });
    const member = await instructor.idOf(id, "Kay");
    await command({ do: "member-state", member, state: "removed" });
    await page.getByText("an instructor has removed you").waitFor();
    const run = page.getByRole("button", { name: "Run checks" });
    await becomes(() => run.getAttribute("aria-disabled"), "false");
    await page.goto(`${stage.url}/join/${code}`);
    await page.getByRole("button", { name: "Continue as Kay" }).click();
    await page.getByRole("heading", { name: "Welcome, Kay" }).waitFor();
    await page.goto(`${stage.url}/lessons`);
    await bar(page).getByRole("button", { name: "Leave" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await page.getByText("You have left the workshop").waitFor();
    await page.goto(`${stage.url}/join/${code}`);
    await page.getByRole("button", { name: "Continue as Kay" }).click();
    await page.getByRole("heading", { name: "Welcome, Kay" }).waitFor();
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
