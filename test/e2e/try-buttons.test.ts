// Every try button of every lesson, pressed in order against the start and the solution: each shows what its text says.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { styles } from "../../server/protocol/lesson.ts";
import { editorReady } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { lessonFile, Stage } from "./stage.ts";

/** What each client's log gains: `< text` received, `× code` closed. `said` is the status below the text. */
interface Press {
  readonly button: number;
  readonly said: RegExp;
  readonly logs: Readonly<Record<string, readonly string[]>>;
}

const press = (button: number, logs: Press["logs"], said = /^Done: /): Press => ({ button, said, logs });
const stopped = /^Stopped: A is not connected\.$/;
const error = `< {"type":"error"`;

interface Scenario {
  readonly folder: string;
  readonly code: "start" | "solution";
  readonly presses: readonly Press[];
}

const scenarios: readonly Scenario[] = [
  {
    folder: "02-echo",
    code: "start",
    presses: [
      press(0, { A: ["< hello", "× 1000"], B: [] }),
      press(1, { A: ["< one", "× 1000"], B: [] }),
      press(2, { A: [], B: [] }, stopped),
    ],
  },
  {
    folder: "02-echo",
    code: "solution",
    presses: [
      press(0, { A: ["< hello"], B: [] }),
      press(1, { A: ["< one", "< two", "< 00 ff 80"], B: [] }),
      press(2, { A: ["× 1000"], B: [] }),
    ],
  },
  {
    folder: "03-reverse",
    code: "start",
    presses: [
      press(0, { A: ["< hello"], B: [] }),
      press(1, { A: ["< a😀b"], B: [] }),
      press(2, { A: ["< f0 9f 98 80"], B: [] }),
    ],
  },
  {
    folder: "03-reverse",
    code: "solution",
    presses: [
      press(0, { A: ["< olleh"], B: [] }),
      press(1, { A: ["< b😀a"], B: [] }),
      press(2, { A: ["< f0 9f 98 80"], B: [] }),
    ],
  },
  {
    folder: "05-split",
    code: "start",
    presses: [press(0, { A: ["< hello"], B: [] }), press(1, { A: [], B: [] }), press(2, { A: ["× 1000"], B: [] })],
  },
  {
    folder: "05-split",
    code: "solution",
    presses: [
      press(0, { A: ["< tick 1", "< hello", "< tick 2"], B: [] }),
      press(2, { A: ["< tick 3", "× 1000"], B: [] }),
      press(1, { A: ["< tick 1", "< tick 2", "< tick 3"], B: ["< tick 1"] }),
      press(1, { A: ["< tick 4", "< tick 5", "× 1000"], B: ["< tick 2", "< tick 3", "< tick 4"] }),
    ],
  },
  {
    folder: "06-broadcast",
    code: "start",
    presses: [
      press(0, { A: ["< * a user joined", "< user: hello"], B: ["< * a user joined"] }),
      press(1, { A: [], B: ["< user: hello"] }),
      press(2, { A: ["× 1000"], B: [] }),
    ],
  },
  {
    folder: "06-broadcast",
    code: "solution",
    presses: [
      press(0, {
        A: ["< * a user joined", "< * a user joined", "< user: hello"],
        B: ["< * a user joined", "< user: hello"],
      }),
      press(1, { A: ["< user: hello"], B: ["< user: hello"] }),
      press(2, { A: ["× 1000"], B: ["< * a user left"] }),
    ],
  },
  {
    folder: "07-json-protocol",
    code: "start",
    presses: [
      press(0, { A: [`< {"type":"echo","text":"hi"}`], B: [] }),
      press(1, { A: [`< {"type":"echo"}`, "× 1011"], B: [] }),
      press(2, { A: [`< {"type":"echo"}`], B: [] }),
    ],
  },
  {
    folder: "07-json-protocol",
    code: "solution",
    presses: [
      press(0, { A: [`< {"type":"echo","text":"hi"}`], B: [] }),
      press(1, { A: [`< {"type":"pong"}`, error, error], B: [] }),
      press(2, { A: ["× 1000"], B: [] }),
    ],
  },
];

describe("the try buttons of the lessons", { skip: withoutBrowser, timeout: 240_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage?.[Symbol.asyncDispose]());

  for (const [index, { folder, code, presses }] of scenarios.entries()) {
    // Both styles in turn.
    const style = styles[Math.ceil(index / 2) % 2] ?? "loop";
    test(`PR25 ${folder}, ${code}, ${style}: each try button completes its steps in order`, async () => {
      const page = await openWith(stage, { folder, style, code });
      const buttons = page.locator(".lesson-text button.try");
      assert.equal(await buttons.count(), new Set(presses.map(({ button }) => button)).size, "every button is pressed");
      for (const one of presses) await pressed(page, one);
      await stage.closePages();
    });
  }

  test("PR25 a running try button shows it, and no button starts a second run", async () => {
    const page = await openWith(stage, { folder: "05-split", style: "loop", code: "solution" });
    const [first, second] = await page.locator(".lesson-text button.try").all();
    assert.ok(first && second);
    await first.evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    assert.equal(await first.getAttribute("aria-busy"), "true");
    assert.equal(await second.getAttribute("aria-disabled"), "true");
    await second.evaluate((button: HTMLElement) => button.click());
    await page.locator(".lesson-text .said", { hasText: "Done" }).waitFor();
    assert.equal(await first.getAttribute("aria-busy"), null);
    assert.deepEqual(await logOf(page, "A"), ["< tick 1", "< hello", "< tick 2"]);
    assert.deepEqual(await logOf(page, "B"), []);
  });
});

interface Opened {
  readonly folder: string;
  readonly style: string;
  readonly code: string;
}

/** A new learner's page of the lesson, with this code saved and loaded. */
async function openWith(stage: Stage, { folder, style, code }: Opened): Promise<Page> {
  const lesson = folder.slice(3);
  const page = await stage.page("/");
  const source = await lessonFile(`${folder}/${style}/${code}.ts`);
  const saved = await page.request.put(`${stage.url}/api/lessons/${lesson}/code`, {
    data: { style, source, base: 0 },
    headers: { origin: stage.url },
  });
  assert.equal(saved.status(), 200, await saved.text());
  await page.evaluate((chosen) => {
    const settings: unknown = JSON.parse(localStorage.getItem("ws101.settings") ?? "{}");
    localStorage.setItem("ws101.settings", JSON.stringify({ ...Object(settings), style: chosen }));
  }, style);
  await page.goto(`${stage.url}/lessons/${lesson}`);
  await editorReady(page);
  return page;
}

async function pressed(page: Page, { button, said, logs }: Press): Promise<void> {
  const known: Record<string, number> = {};
  for (const name of Object.keys(logs)) known[name] = (await logOf(page, name)).length;
  const one = page.locator(".lesson-text button.try").nth(button);
  const label = (await one.textContent())?.trim();
  await one.click();
  await page.locator(".lesson-text button.try[aria-busy]").waitFor({ state: "detached" });
  assert.match((await page.locator(".lesson-text .said").textContent()) ?? "", said, label);
  for (const [name, expected] of Object.entries(logs)) {
    const fresh = async () => (await logOf(page, name)).slice(known[name]);
    // The last frames may still be on their way to the browser.
    for (let look = 0; look < 100 && !matches(await fresh(), expected); look++) await page.waitForTimeout(20);
    const shown = await fresh();
    assert.ok(matches(shown, expected), `${label}: ${name} shows ${JSON.stringify(shown)}`);
  }
}

function matches(shown: readonly string[], expected: readonly string[]): boolean {
  return shown.length === expected.length && expected.every((text, index) => shown[index]?.startsWith(text));
}

/** What a client received, and how it closed, in order. */
function logOf(page: Page, name: string): Promise<string[]> {
  return page.locator(`[data-client="${name}"] :is([data-what="received"], [data-what="closed"])`).evaluateAll((rows) =>
    rows.map((row) => {
      const text = row.querySelector("bdi")?.textContent ?? "";
      if (row.getAttribute("data-what") === "received") return `< ${text}`;
      return `× ${/\d{4}/.exec(text)?.[0] ?? text}`;
    }),
  );
}
