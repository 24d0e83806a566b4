// An instructor looks at a member's lesson and helps, each in a browser.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { settingsKey } from "../../web/shell/settings.ts";
import { TestInstructor, TestMember, token } from "../front/workshop-people.ts";
import { becomes, loaded, post } from "./actions.ts";
import { axeFindings } from "./axe.ts";
import { withoutBrowser } from "./browser.ts";
import { look } from "./look.ts";
import { plainEditor, Stage } from "./stage.ts";

const handler = (mark: string) => `export default async function handle(socket) {
  for await (const message of socket) await socket.send("${mark}:" + message.data);
}
`;
const code = (page: Page, name = "Your handler") => page.getByRole("textbox", { name });
/** Of the newest versions. */
const savedTexts = (page: Page) =>
  page.evaluate(async () => {
    const get = async (path: string) => (await fetch(`/api/lessons/echo/${path}`)).json();
    const { snapshots } = await get("history?style=loop");
    const numbers: number[] = snapshots.slice(0, 3).map(({ version }: { readonly version: number }) => version);
    const found = await Promise.all(numbers.map((version) => get(`code?style=loop&version=${version}`)));
    return found.map(({ source }) => String(source));
  });
const bar = (page: Page) => page.getByRole("region", { name: "Workshop" });

describe("looking at a member's lesson", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let instructor: TestInstructor;
  let workshop: { readonly id: string; readonly code: string };
  let member: string;
  /** In the lesson. */
  let ana: Page;
  /** Signed in as an instructor. */
  let kim: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
    instructor = await TestInstructor.signIn(stage.url, "Lee");
    workshop = await instructor.create("Sockets in a day");
    ana = await stage.page("/healthz", { settings: plainEditor });
    await post(ana, "/api/join", { code: workshop.code, name: "Ana" });
    await ana.goto(`${stage.url}/lessons/echo`);
    await ana.locator('.live[data-phase="open"]').waitFor();
    await write(handler("ana"));
    member = await instructor.idOf(workshop.id, "Ana");
    kim = await stage.page("/healthz", { settings: plainEditor, isolated: true });
    await post(kim, "/api/instructor/session", { token, name: "Kim" });
  });
  after(() => stage?.[Symbol.asyncDispose]());

  /** As Ana, whose next edits are none of an instructor's. */
  async function write(source: string): Promise<void> {
    await code(ana).fill(source);
    await loaded(ana);
  }

  async function open(): Promise<void> {
    await kim.goto(`${stage.url}/instructor/${workshop.id}/members/${member}`);
    await kim.getByRole("textbox", { name: /^Ana’s handler/ }).waitFor();
  }

  test("LH6 after a reload, the button finds the text from before the help in the history", async () => {
    await instructor.do(workshop.id, { do: "catch-up", member, lesson: "echo", with: "solution" });
    await ana.getByText("Lee changed your code.").waitFor();
    await ana.reload();
    await ana.getByRole("button", { name: "Restore the code from before Lee’s help" }).click();
    await ana.waitForFunction(() => document.querySelector("textarea")?.value.includes('"ana:'));
    await loaded(ana);
  });

  test("LH7 code, wire, clients and checks appear as they change, and J and K lead to the other learners", async () => {
    using ben = new TestMember(stage.url);
    await ben.enter(workshop.code, "Ben");
    await ben.command({ do: "raise-hand", text: "Why 1006?", lesson: null });
    await open();
    const shown = code(kim, "Ana’s handler");
    await becomes(() => shown.inputValue(), handler("ana"));
    assert.equal(await shown.isEditable(), false);
    await code(ana).fill(handler("newer"));
    await kim.waitForFunction(() => document.querySelector("textarea")?.value.includes("newer:"));
    await kim.locator('[data-client="Kim A"]').getByRole("button", { name: "Connect" }).click();
    await ana.locator('option[value="Kim A"]').waitFor({ state: "attached" });
    await kim.getByText("1 open connection: Kim A").waitFor();
    await ana.keyboard.press("ControlOrMeta+Enter");
    await kim
      .getByText(/of 4 passed|passed · v/)
      .first()
      .waitFor();
    await look(kim, "look-wide");
    await kim.locator("#pane-checks").focus();
    await kim.keyboard.press("j");
    await kim.getByRole("heading", { name: "Ben" }).waitFor();
    await kim.getByText("Why 1006?").waitFor();
    await code(kim, "Ben’s handler").waitFor();
    await kim.locator("#pane-checks").focus();
    await kim.keyboard.press("k");
    await kim.getByRole("heading", { name: "Ana" }).waitFor();
  });

  test("LH6 with the member's consent the instructor's text is theirs, and one button brings back what was before", async () => {
    await write(handler("ana"));
    await becomes(() => code(kim, "Ana’s handler").inputValue(), handler("ana"));
    await instructor.do(workshop.id, { do: "ask-to-edit", member, lesson: "echo" });
    await kim.getByText("Lee has asked to edit their code").waitFor();
    assert.equal(await kim.getByRole("button", { name: "Ask to edit" }).isDisabled(), true);
    await instructor.do(workshop.id, { do: "stop-editing", member });
    await kim.getByText("Lee has asked to edit their code").waitFor({ state: "hidden" });
    await kim.getByRole("button", { name: "Ask to edit" }).click();
    await bar(ana).getByRole("button", { name: "Allow" }).click();
    await kim.getByText("You are editing Ana’s code").waitFor();
    await code(kim, "Ana’s handler").fill(handler("kim"));
    await ana.waitForFunction(() => document.querySelector("textarea")?.value.includes("kim:"));
    await code(kim, "Ana’s handler").fill(handler("kim again"));
    await ana.waitForFunction(() => document.querySelector("textarea")?.value.includes("kim again:"));
    await ana.getByText("Kim changed your code.").waitFor();
    assert.deepEqual(await axeFindings(ana), []);
    await code(ana).fill(handler("since"));
    await ana.getByRole("button", { name: "Restore the code from before Kim’s help" }).click();
    await becomes(() => code(ana).inputValue(), handler("ana"));
    assert.ok((await savedTexts(ana)).includes(handler("since")), "what was typed since stays in the history");
    await kim.waitForFunction(() => document.querySelector("textarea")?.value.includes('"ana:'));
    await bar(ana).getByRole("button", { name: "Stop" }).click();
    await kim.getByRole("button", { name: "Ask to edit" }).waitFor();
    await becomes(() => code(kim, "Ana’s handler").isEditable(), false);
  });

  test("WL8 a member declines in the bar, or allows editing, which is shown there until they stop it; all fits on a phone", async () => {
    await kim.setViewportSize({ width: 390, height: 844 });
    await kim.getByRole("button", { name: "Ask to edit" }).click();
    await bar(ana).getByRole("button", { name: "Not now" }).click();
    await kim.getByText("Ana does not want that now").waitFor();
    await becomes(() => code(kim, "Ana’s handler").isEditable(), false);
    await look(kim, "look-narrow");
    await kim.getByRole("button", { name: "Ask to edit" }).click();
    await bar(ana).getByText("Kim asks to edit your code in Echo every message").waitFor();
    await bar(ana).getByRole("button", { name: "Allow" }).click();
    const shown = bar(ana).getByText("Kim is editing your code in Echo every message");
    await shown.waitFor();
    await bar(ana).getByRole("button", { name: "Stop" }).click();
    await shown.waitFor({ state: "detached" });
    await kim.getByRole("button", { name: "Ask to edit" }).waitFor();
    await becomes(() => code(kim, "Ana’s handler").isEditable(), false);
    await kim.setViewportSize({ width: 1440, height: 900 });
  });

  test("LH7 the full editor, too, shows what the member saves, and takes text once they agree", async () => {
    await write(handler("ana"));
    await kim.evaluate((key) => localStorage.removeItem(key), settingsKey);
    await open();
    const lines = kim.locator(".monaco-editor .view-lines");
    await lines.getByText('"ana:"').waitFor();
    await code(ana).fill(handler("newer"));
    await lines.getByText('"newer:"').waitFor();
    await lines.click();
    await kim.keyboard.type("x");
    await kim.getByText("This is Ana’s code. Ask to edit it first.").first().waitFor();
    await kim.getByRole("button", { name: "Ask to edit" }).click();
    await bar(ana).getByRole("button", { name: "Allow" }).click();
    await kim.getByText("You are editing Ana’s code").waitFor();
    await lines.click();
    await kim.keyboard.press("ControlOrMeta+Home");
    await kim.keyboard.type("// kim");
    await ana.waitForFunction(() => document.querySelector("textarea")?.value.startsWith("// kim"));
  });
});
