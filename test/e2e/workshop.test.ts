// A workshop as its instructor sees it, in a browser; learners use the HTTP API.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import type { WorkshopCommand } from "../../server/protocol/workshop.ts";
import { Page as LivePage } from "../front/page.ts";
import { TestInstructor, TestMember, token } from "../front/workshop-people.ts";
import { becomes } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { look } from "./look.ts";
import { lessonFile, Stage } from "./stage.ts";

const tile = (page: Page, name: string) => page.locator(".tile").filter({ hasText: name });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const focusedName = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
const notLive = (page: Page) => page.getByText("not live");

describe("a workshop, for those who teach", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  /** Signed in. */
  let page: Page;
  let helper: TestInstructor;
  const people: Disposable[] = [];
  before(async () => {
    stage = await Stage.open({ typed: false });
    helper = await TestInstructor.signIn(stage.url, "Helper");
    await helper.deleteAll();
    page = await stage.page("/instructor", { reducedMotion: "reduce" });
  });
  after(async () => {
    for (const each of people) each[Symbol.dispose]();
    helper?.[Symbol.dispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  /** Someone who joins, opens the echo lesson and runs its checks on this code; null: joins only. */
  async function enter(code: string, name: string, source: string | null): Promise<TestMember> {
    const member = new TestMember(stage.url);
    people.push(member);
    if (source !== null) {
      await member.load(source);
      await member.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
    }
    await member.enter(code, name);
    if (source === null) return member;
    const lesson = await LivePage.open(stage.url.replace("http", "ws"), member.cookie);
    people.push(lesson);
    await lesson.follow("echo");
    return member;
  }

  async function open(title: string, names: readonly string[] = []) {
    const { id, code } = await helper.create(title);
    for (const name of names) await enter(code, name, null);
    await page.goto(`${stage.url}/instructor/${id}`);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    return { id, code, do: (command: WorkshopCommand) => helper.do(id, command) };
  }

  const stateOf = async (id: string) => (await helper.roster(id)).state;

  test("DA1 an instructor signs in with the token, creates a workshop, ends it, and deletes it after typing its title", async () => {
    await page.getByLabel("Instructor token").fill("wrong");
    await page.getByLabel("Your name").fill("Sam");
    await button(page, "Sign in").click();
    await page.getByRole("alert").filter({ hasText: "not the instructor's token" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel("Instructor token").fill(token);
    await page.keyboard.press("Enter");
    await page.getByText("No workshops yet").waitFor();
    await page.route("**/api/instructor/network", async (route) => {
      const check = await (await route.fetch()).json();
      await route.fulfill({ json: { ...check, open: true, requested: 2, connected: 2 } });
    });
    await page.getByLabel("Title").fill("Tuesday");
    await page.getByLabel("People can join for").selectOption("8 hours");
    await page.keyboard.press("Tab");
    await button(page, "Create workshop").click();
    await page.getByRole("heading", { name: "No one has joined yet" }).waitFor();
    await page.getByRole("img", { name: /QR code of .*\/join\/[2-9A-Z]{6}$/ }).waitFor();
    await page.getByText("2 other machines have connected: the network works.").waitFor();
    await page.unroute("**/api/instructor/network");
    await notLive(page).waitFor({ state: "hidden" });
    await look(page, "dashboard-empty");
    await page.getByRole("link", { name: "ws101, all workshops" }).click();
    await button(page, "End Tuesday").click();
    await button(page, "End the workshop").click();
    await page.getByText(/ended .*, deleted on/).waitFor();
    await page.getByRole("link", { name: "Tuesday", exact: true }).click();
    await page.getByText("This workshop has ended.").waitFor();
    await button(page, "Sign out").waitFor();
    await page.getByRole("link", { name: "ws101, all workshops" }).click();
    await button(page, "Delete Tuesday").click();
    const dialog = page.getByRole("dialog");
    assert.equal(await button(page, "Delete the workshop").isDisabled(), true, "the title was not typed");
    await dialog.getByLabel("To confirm, type Tuesday").fill("Tuesday");
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Enter");
    await page.getByText("No workshops yet").waitFor();
  });

  test("DA3, SH2 a tile shows what a learner does as it happens, and whether they need help", async () => {
    const { id, code } = await open("Live", []);
    const bo = await enter(code, "Bo", "export default async function handle(socket) { await socket.send('no'); }");
    await tile(page, "Bo").getByText("2 Echo every message").waitFor();
    await tile(page, "Bo").getByText("sends every text back").waitFor();
    await tile(page, "Bo").getByText("step 1 of 4").waitFor();
    await bo.command({ do: "raise-hand", text: "Why does it close?", lesson: "echo" });
    await tile(page, "Bo").getByText("hand raised for").waitFor();
    await page.getByRole("tab", { name: /Help/ }).click();
    await page.getByText("Why does it close?").waitFor();
    await button(page, "Take Bo").click();
    await page.getByText("Taken by Sam").waitFor();
    assert.equal((await bo.view())?.me.hand?.takenBy, "Sam");
    await button(page, "Done with Bo").press("Enter");
    await page.getByText("No hands are raised").waitFor();
    await page.locator("#dashboard-help:focus").waitFor();
    await bo.load(await lessonFile("02-echo/loop/solution.ts"));
    await bo.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
    await page.getByRole("tab", { name: "Heat map" }).click();
    await page.getByRole("row", { name: /Bo/ }).getByText("passed").waitFor();
    const longName = "Bo Wilhelmina Konstantinopoulou-Meier";
    await helper.do(id, { do: "rename", member: await helper.idOf(id, "Bo"), name: longName });
    const name = button(page, longName);
    await becomes(() => name.evaluate((element) => element.scrollWidth > element.clientWidth), true);
    const { display, textOverflow } = await name.evaluate((element) => {
      const style = getComputedStyle(element);
      return { display: style.display, textOverflow: style.textOverflow };
    });
    assert.deepEqual([display, textOverflow, await name.getAttribute("title")], ["block", "ellipsis", longName]);
    await button(page, "Next step").click();
    await page.reload();
    await page.getByRole("row", { name: /Bo/ }).getByText("passed").waitFor();
    await page
      .getByRole("group", { name: "Where the class is" })
      .getByText(/^step 2 of/)
      .waitFor();
  });

  test("DA8, SH2 lessons are locked, the class moves with its place, and everyone can be frozen and told something", async () => {
    const { id } = await open("Together", ["Ana", "Bo"]);
    await button(page, "Lock Echo every message").click();
    await button(page, "Unlock Echo every message").waitFor();
    assert.deepEqual((await stateOf(id)).locked, ["echo"]);
    await page.getByLabel("Class at").selectOption("3 Reverse text by its characters");
    await button(page, "Pages follow me").click();
    await button(page, "Together up to here").click();
    for (const name of ["Pages follow me", "Together up to here"])
      await page.getByRole("button", { name, exact: true, pressed: true }).waitFor();
    for (let clicks = 0; clicks < 3; clicks++) await button(page, "Next step").click();
    await page.getByText("step 4 of 4", { exact: true }).waitFor();
    await button(page, "Previous step").click();
    await button(page, "Previous step").click();
    await page.getByText("step 2 of 4", { exact: true }).waitFor();
    const place = { lesson: "reverse", step: 2 };
    const moved = async () => {
      const { follow, pace } = await stateOf(id);
      return { place: follow?.place, pace };
    };
    await becomes(moved, { place, pace: { mode: "together", ...place } });
    await page.getByLabel("Notes for Reverse text by its characters").getByText("Ask for the length").waitFor();
    await button(page, "Freeze").click();
    await page.getByText("Editors are read-only").waitFor();
    await button(page, "Announce").click();
    const message = page.getByLabel("Message to everyone");
    await message.fill("Lunch \u202e at noon");
    await button(page, "Send").click();
    await page
      .getByRole("dialog", { name: "Announce" })
      .getByText(/^The text must not contain invisible/)
      .waitFor();
    await message.fill("Lunch at noon");
    await button(page, "Send").click();
    await page.getByRole("region", { name: "For everyone" }).getByText("Lunch at noon").waitFor();
    await button(page, "Timer").click();
    await page.locator("input[type='number']:focus").waitFor();
    await button(page, "5 min").click();
    await button(page, "Start").click();
    await page.getByRole("button", { name: /^Timer [45]:\d\d$/ }).waitFor();
    const { frozen, announcement, timer } = await stateOf(id);
    assert.deepEqual([frozen, announcement?.text, timer !== null], [true, "Lunch at noon", true]);
    await look(page, "dashboard-together");
    await button(page, "Withdraw").press("Enter");
    await becomes(() => focusedName(page), "For everyone");
    await button(page, "Unfreeze").press("Enter");
    await page.getByText("Editors are read-only").waitFor({ state: "hidden" });
    await becomes(() => focusedName(page), "For everyone");
    await button(page, "Endpoints").click();
    await page.getByLabel("Whose clients").selectOption("Ana");
    await page.getByLabel("Whose server").selectOption("Bo");
    await button(page, "Connect").click();
    await button(page, "End the pair of Ana").press("Enter");
    await becomes(() => focusedName(page), "Pairs");
    await page.keyboard.press("Escape");
  });

  test("DA10, SH2 a learner's dialog renames, gives a new personal code, lets them catch up, and removes or blocks them", async () => {
    const { id } = await open("Help", ["Ana", "Bo"]);
    await tile(page, "Ana").getByRole("button", { name: "Ana" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Anna");
    await page.keyboard.press("Enter");
    await dialog.getByRole("heading", { name: "Anna" }).waitFor();
    await dialog.getByRole("button", { name: "Create a new personal code" }).press("Enter");
    await dialog.getByText(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/).waitFor();
    await becomes(() => focusedName(page), "Personal code");
    await dialog.getByLabel("Lesson").selectOption("2 Echo every message");
    await dialog.getByRole("button", { name: "Give it to them" }).click();
    await page.getByText("Anna now has the solution.").waitFor();
    const member = await helper.idOf(id, "Anna");
    assert.equal(
      await dialog.getByRole("link", { name: "Look at their work" }).getAttribute("href"),
      `/instructor/${id}/members/${member}`,
    );
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole("button", { name: "Block…" }).click();
    const confirmation = page.getByRole("dialog", { name: "Block Anna?" });
    await confirmation.getByText("unblock them under More").waitFor();
    assert.equal((await stateOf(id)).members[member]?.state, "present");
    await confirmation.getByRole("button", { name: "Block" }).click();
    await tile(page, "Anna").waitFor({ state: "hidden" });
    assert.equal((await stateOf(id)).members[member]?.state, "blocked");
    await helper.do(id, { do: "member-state", member: await helper.idOf(id, "Bo"), state: "removed" });
    await page.getByRole("heading", { name: "No one is here now" }).waitFor();
    await page.getByText("1 person is blocked.").waitFor();
    await button(page, "More").click();
    await button(page, "Blocked people (1)…").click();
    await button(page, "Unblock Anna").press("Enter");
    await page.getByText("No one is blocked.").waitFor();
    await page.locator(".dialog-body:focus").waitFor();
    assert.equal((await stateOf(id)).members[member]?.state, "removed");
  });

  test("DA5 projector mode has no names, also after a reload, and hides what only instructors see", async () => {
    const { code } = await open("Projected", ["Ana", "Bo"]);
    const cem = await enter(code, "Cem", null);
    await cem.command({ do: "raise-hand", text: "a private question", lesson: null });
    await tile(page, "Cem").waitFor();
    await page.keyboard.press("p");
    await tile(page, "Learner 3").waitFor();
    await page.reload();
    await tile(page, "Learner 3").waitFor();
    for (const view of [/Tiles/, /Heat map/, /Groups/, /Help/]) {
      await page.getByRole("tab", { name: view }).click();
      assert.doesNotMatch(await page.locator(".dashboard").innerHTML(), /Ana|Bo\b|Cem|private|Notes/);
    }
    await page.getByRole("tab", { name: /Tiles/ }).click();
    await look(page, "dashboard-projected");
    await page.keyboard.press("j");
    await page.getByLabel(`Join code: ${[...code].join(" ")}`).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press("Escape");
    await button(page, "Leave projector mode").click();
    await tile(page, "Ana").waitFor();
  });

  test("DA4, SH2 order, filter, lesson and search are kept in the address, and everything is reached by keyboard", async () => {
    const { id } = await open("Keys", ["Ana", "Bo", "Cem", "Dee"]);
    await tile(page, "Ana").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("b");
    await tile(page, "Ana").waitFor({ state: "hidden" });
    await page.reload();
    await tile(page, "Bo").waitFor();
    await becomes(() => page.locator(".tile").count(), 1);
    await page.getByLabel("Show", { exact: true }).selectOption("Hand raised");
    await page.getByText("No one matches").waitFor();
    await button(page, "Show everyone").press("Enter");
    await tile(page, "Dee").waitFor();
    await page.locator("#dashboard-tiles:focus").waitFor();
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, `/instructor/${id}`);
    await tile(page, "Ana").getByRole("button").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Cem");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("heading", { name: "Dee" }).waitFor();
    await page.keyboard.press("Escape");
    await becomes(() => page.evaluate(() => document.activeElement?.textContent), "Dee");
  });

  test("DA2 after a restart of the server the dashboard is live again and shows what happened meanwhile", async () => {
    const { code } = await open("Restart", ["Ana"]);
    await notLive(page).waitFor({ state: "hidden" });
    await stage.stopServer();
    await notLive(page).waitFor();
    await stage.startServer();
    await enter(code, "Bo", null);
    await tile(page, "Bo").waitFor();
    await notLive(page).waitFor({ state: "hidden" });
  });

  test("DA2 a dashboard whose workshop is deleted elsewhere says so", async () => {
    const { id } = await open("Gone", ["Ana"]);
    await notLive(page).waitFor({ state: "hidden" });
    await helper.call(`/api/workshops/${id}`, { method: "DELETE" });
    await page.getByRole("heading", { name: "This workshop was deleted" }).waitFor();
    await page.getByRole("link", { name: "All workshops" }).waitFor();
  });

  test("DA1 on a phone the dashboard fits; a missing workshop and a session that has ended say what to do", async () => {
    const { id } = await open("Phone", ["Ana"]);
    const label = "Exercise: write the handler that echoes each message, alone";
    await helper.do(id, { do: "timer", minutes: 10, label });
    const topOf = async (name: string) => (await page.locator(name).boundingBox())?.y ?? 0;
    await page.setViewportSize({ width: 390, height: 844 });
    await tile(page, "Ana").waitFor();
    await page.getByText(label).waitFor();
    await look(page, "dashboard-phone");
    assert.ok((await topOf(".dashboard-head .brand")) >= 4);
    await page.keyboard.press("p");
    await tile(page, "Learner 1").waitFor();
    assert.ok((await topOf(".dashboard-head .brand")) >= 4);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(await width(), 390, "large type fits too");
    await page.keyboard.press("p");
    for (const size of ["Large", "Projector"]) {
      await button(page, "Settings").click();
      await page.getByRole("radio", { name: size }).check();
      await page.keyboard.press("Escape");
      assert.equal(await width(), 390, `text size ${size}`);
    }
    await page.goto(`${stage.url}/instructor/${id}/results`);
    await page.getByText("Files to keep").waitFor();
    assert.equal(await width(), 390, "results in text size Projector");
    await button(page, "Settings").click();
    await page.getByRole("radio", { name: "Normal" }).check();
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${stage.url}/instructor/nowhere`);
    await page.getByRole("heading", { name: "Workshop not found" }).waitFor();
    await page.goto(`${stage.url}/instructor/${id}`);
    await tile(page, "Ana").waitFor();
    await page.context().clearCookies({ name: "ws101-instructor" });
    await button(page, "Freeze").click();
    await page.getByLabel("Instructor token").fill(token);
    await page.getByLabel("Your name").fill("Sam");
    await page.keyboard.press("Enter");
    await tile(page, "Ana").waitFor();
    await notLive(page).waitFor({ state: "hidden" });
    assert.deepEqual(stage.errors, []);
    assert.deepEqual(stage.foreignRequests, []);
  });
});
