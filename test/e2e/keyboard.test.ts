import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { loaded, received } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { lessonFile, Stage } from "./stage.ts";

/** More stops than any pane has. */
const maxStops = 60;

describe("a lesson by keyboard alone", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  let page: Page;
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.page("/lessons", { reducedMotion: "reduce" });
    await page.locator(".prerendered").waitFor({ state: "detached" });
    await page.evaluate(countPointers);
  });
  after(() => stage?.[Symbol.asyncDispose]());

  test("SH2 the course links to its lessons, whose text can be read pane by pane", async () => {
    await tabTo(page, (await stage.contents("echo")).title);
    await page.keyboard.press("Enter");
    await page.locator('.live[data-phase="open"]').waitFor();
    await page.locator(".monaco-editor .view-line").first().waitFor();
    await goToPane(page, "lesson");
    await tabTo(page, "Lesson text");
    await page.keyboard.press("PageDown");
    await page.waitForFunction(() => (document.querySelector(".lesson-text")?.scrollTop ?? 0) > 100);
  });

  test("SH2 the code is edited, and its new version shown", async () => {
    await write(page, pinging);
    await page.keyboard.press("Control+m");
    assert.ok(!(await isInEditor(page)), "the editor is left again");
  });

  test("SH2 A and B send, and the wire shows the ping that no browser shows", async () => {
    await goToPane(page, "clients");
    for (const [name, text] of [
      ["A", "hello"],
      ["B", "there"],
    ] as const) {
      // biome-ignore format: pairs
      await tabTo(page, `Expand client ${name}`);
      await page.keyboard.press("Enter");
      await tabTo(page, `Message from ${name}`);
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
      await received(page, name, `you said ${text}`);
    }
    await goToPane(page, "wire");
    await page.locator('.wire-rows tr[data-kind="ping"]').first().waitFor();
    await page.locator('.wire-rows tr[data-kind="pong"]').first().waitFor();
  });

  test("SH2 failed checks show their hint, and one key leads back to the code", async () => {
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.locator(".check .hint").waitFor();
    assert.equal(await focused(page), "pane-wire", "nothing moved the focus");
    await write(page, await lessonFile("02-echo/loop/solution.ts"));
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.locator(".passed").waitFor();
  });

  test("SH2 the next lesson is a link away, and no pointer was needed", async () => {
    await page.keyboard.press("F6");
    await goToPane(page, "checks");
    await tabTo(page, "Next: Reverse");
    assert.equal(await page.evaluate("window.pointers"), 0);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/lessons\/reverse/);
    await page.getByRole("heading", { level: 1, name: /Reverse/ }).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await page.locator("dialog [cmdk-input]:focus").waitFor();
    await page.keyboard.type("all less");
    await page.getByRole("option", { name: "All lessons", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator('.lesson-row[data-state="done"]', { hasText: "Echo" }).waitFor();
  });
});

function countPointers(): void {
  Object.assign(window, { pointers: 0 });
  const count = () => Object.assign(window, { pointers: Number(Reflect.get(window, "pointers")) + 1 });
  window.addEventListener("pointerdown", count, { capture: true });
}

/** Presses Tab until what has the focus goes by this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < maxStops; stop++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(nameOfFocused);
    if (here.startsWith(name)) return;
    seen.push(here);
  }
  assert.fail(`no stop is called "${name}": ${seen.join(" | ")}`);
}

function nameOfFocused(): string {
  const { activeElement: at } = document;
  const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? [...(at.labels ?? [])] : [];
  return (at?.getAttribute("aria-label") ?? labels[0]?.textContent ?? at?.textContent ?? "").trim();
}

/** Presses F6 until this pane has the focus. */
async function goToPane(page: Page, pane: string): Promise<void> {
  for (let press = 0; press < 6; press++) {
    if ((await focused(page)) === `pane-${pane}`) return;
    const before = await focused(page);
    await page.keyboard.press("F6");
    await page.waitForFunction((id) => document.activeElement?.id !== id, before);
  }
  assert.fail(`F6 does not lead to ${pane}`);
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? "");
const isInEditor = (page: Page) => page.evaluate(() => document.activeElement?.closest(".monaco-editor") !== null);

/** From wherever the focus is into the editor, where all is replaced. */
async function write(page: Page, source: string): Promise<void> {
  const older = Number(await page.locator(".load-line").getAttribute("data-version"));
  await goToPane(page, "code");
  for (let stop = 0; stop < maxStops && !(await isInEditor(page)); stop++) await page.keyboard.press("Tab");
  assert.ok(await isInEditor(page), "the editor is a stop of its pane");
  await page.evaluate((text) => navigator.clipboard.writeText(text), source);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
  await loaded(page, older);
}

const pinging = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    await socket.ping("are you there");
    await socket.send("you said " + message.data);
  }
}
`;
