// The try buttons of lessons that use each kind of step, pressed in order against the start and the solution: each shows what its
// text says. The linter runs every button of every lesson.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { z } from "zod";
import { parseTryCommands } from "../../server/course/try-commands.ts";
import { becomes } from "./actions.ts";
import { withoutBrowser } from "./browser.ts";
import { lessonFile, plainEditor, Stage } from "./stage.ts";

/** What each client's log gains: `< text` received, `× code` closed. `said` is the status below the lesson's text. */
interface Press {
  readonly run: string;
  readonly said: RegExp;
  readonly logs: { readonly A: readonly string[]; readonly B: readonly string[] };
}

const press = (run: string, A: readonly string[], B: readonly string[] = [], said = /^Done: /): Press => {
  return { run, said, logs: { A, B } };
};
const notConnected = /^Stopped: A is not connected\.$/;
const closed = /^Stopped: A is closed, so the next step was not taken\.$/;

interface Scenario {
  readonly folder: string;
  readonly start: readonly Press[];
  readonly solution: readonly Press[];
}

const echo = [
  "connect a; a send hello",
  "connect a; a send one; a send two; a binary 00ff80",
  "connect a; a ping hello; a send still here",
  "connect a; connect b; a send hello; a close 1000 bye; b send still here",
] as const;
const split = [
  "connect a; +1s; a send hello; +1s",
  "connect a; +5s; +1s",
  "connect a; connect b; +1s; a close 1000 enough; +1s",
  "connect a; +0.5s; a send slow; +3s",
] as const;
const broadcast = [
  "connect a; connect b; a send hello",
  "connect a; connect b; b send hello",
  "connect a; connect b; a close 1000",
  "connect a; connect b; a pause; b send one; b send two; a resume",
] as const;
const handshake = [
  "connect a ?token=sesame",
  "connect a ?token=salt refused 401",
  "connect b ?token=sesame chat.v1 chat.v2",
] as const;

const scenarios: readonly Scenario[] = [
  {
    folder: "02-echo",
    start: [
      press(echo[0], ["< hello", "× 1000"]),
      press(echo[1], ["< one", "× 1000"]),
      press(echo[2], ["< hello", "× 1000"], [], closed),
      press(echo[3], ["< hello", "× 1000"], [], notConnected),
    ],
    solution: [
      press(echo[0], ["< hello"]),
      press(echo[1], ["< one", "< two", "< 00 ff 80"]),
      press(echo[2], ["< hello", "< still here"]),
      press(echo[3], ["< hello", "× 1000"], ["< still here"]),
    ],
  },
  {
    folder: "05-split",
    start: [
      press(split[0], ["< hello"]),
      press(split[1], []),
      press(split[2], ["× 1000"]),
      press(split[3], ["< slow"]),
    ],
    solution: [
      press(split[0], ["< tick 1", "< hello", "< tick 2"]),
      press(split[1], ["< tick 3", "< tick 4", "< tick 5", "× 1000"]),
      press(split[2], ["< tick 1", "× 1000"], ["< tick 1", "< tick 2"]),
      press(split[3], ["< tick 1", "< tick 2", "< slow", "< tick 3"], ["< tick 3", "< tick 4", "< tick 5", "× 1000"]),
    ],
  },
  {
    folder: "06-broadcast",
    start: [
      press(broadcast[0], ["< * a user joined", "< user: hello"], ["< * a user joined"]),
      press(broadcast[1], [], ["< user: hello"]),
      press(broadcast[2], ["× 1000"]),
      press(broadcast[3], ["< * a user joined"], ["< user: one", "< user: two"]),
    ],
    solution: [
      press(
        broadcast[0],
        ["< * a user joined", "< * a user joined", "< user: hello"],
        ["< * a user joined", "< user: hello"],
      ),
      press(broadcast[1], ["< user: hello"], ["< user: hello"]),
      press(broadcast[2], ["× 1000"], ["< * a user left"]),
      press(
        broadcast[3],
        ["< * a user joined", "< user: one", "< user: two"],
        ["< * a user joined", "< user: one", "< user: two"],
      ),
    ],
  },
  {
    folder: "01-handshake",
    start: [
      press(handshake[0], ["< protocol: ?"]),
      press(handshake[1], ["× 1000", "< protocol: ?"]),
      press(handshake[2], [], ["< protocol: ?"]),
    ],
    solution: [
      press(handshake[0], ["< protocol: none"]),
      press(handshake[1], ["× 1000", "× could not connect"]),
      press(handshake[2], [], ["< protocol: chat.v2"]),
    ],
  },
];

const pairs = scenarios.flatMap((scenario, index) =>
  (["start", "solution"] as const).map((code) => {
    // Each style in every second one.
    const style = (index + (code === "start" ? 0 : 1)) % 2 === 0 ? ("loop" as const) : ("events" as const);
    return { folder: scenario.folder, code, style, presses: scenario[code] };
  }),
);

describe("the try buttons of the lessons", { skip: withoutBrowser, timeout: 600_000 }, () => {
  let stage: Stage;
  /** Of one learner, who goes from lesson to lesson: each visit begins with new clients. */
  let page: Page;
  const versions = new Map<string, number>();
  before(async () => {
    stage = await Stage.open({ typed: false });
    page = await stage.page("/lessons", { reducedMotion: "reduce", settings: plainEditor });
    for (const one of [...pairs, { folder: "13-production", style: "events", code: "solution" } as const])
      versions.set(`${one.folder} ${one.style}`, await save(stage, page, one));
    await page.goto(`${stage.url}/lessons/frames`);
  });
  after(() => stage?.[Symbol.asyncDispose]());

  /** Opens another lesson than the one that is open, with the code that was saved in this style. */
  async function visit(folder: string, style: "loop" | "events"): Promise<void> {
    const slug = folder.slice(3);
    await page.getByRole("button", { name: "Lesson menu" }).click();
    await page.locator(`.lesson-menu a[href="/lessons/${slug}"]`).click();
    await page
      .getByRole("heading", { level: 1, name: (await stage.contents(slug)).title })
      .first()
      .waitFor();
    await page.getByRole("button", { name: style === "loop" ? "Loop" : "Events", exact: true }).click();
    const version = versions.get(`${folder} ${style}`);
    await page.locator(`.load-line[data-tone="good"][data-version="${version}"][data-serving="${version}"]`).waitFor();
    await page.locator('.live[data-phase="open"]').waitFor();
  }

  // One style after the other, so that no lesson follows itself.
  for (const { folder, style, code, presses } of pairs.toSorted((a, b) => a.style.localeCompare(b.style)))
    test(`PR25 ${folder}, ${code}, ${style}: each try button completes its steps in order`, async () => {
      await visit(folder, style);
      const buttons = page.locator(".lesson-text button.try:visible");
      const shown = await commandsOf(buttons);
      const pressed = presses.map(({ run }) => commandsIn(run));
      assert.deepEqual(new Set(pressed), new Set(shown), "every button is pressed");
      for (const [index, one] of presses.entries())
        await pressAndLook(page, buttons.nth(shown.indexOf(pressed[index] ?? "")), one);
    });

  test("BE30 code with a client of its own can be run from the page, and its connections are on the wire", async () => {
    await visit("13-production", "events");
    const run = page.getByRole("button", { name: "Run client(dial)" });
    await run.click();
    await page.getByRole("button", { name: "Stop client(dial)" }).waitFor();
    await page.locator(".wire-row", { hasText: "client 1" }).first().waitFor();
    await page.getByRole("button", { name: "Stop client(dial)" }).click();
    await run.waitFor();
    await visit("02-echo", "events");
    assert.equal(await run.isVisible(), false);
  });

  test("PR25 a running try button shows it, and no button starts a second run", async () => {
    await visit("05-split", "loop");
    // In one task of the page, so that the first run cannot end in between.
    const states = await page.evaluate(() => {
      const [first, second] = document.querySelectorAll<HTMLElement>(".lesson-text button.try");
      for (const button of [first, first, second]) button?.click();
      return [first?.ariaBusy, first?.ariaDisabled, second?.ariaBusy, second?.ariaDisabled];
    });
    assert.deepEqual(states, ["true", "true", null, "true"]);
    await page.locator(".lesson-message", { hasText: "Done" }).waitFor();
    await becomes(() => page.locator("button.try[aria-busy], button.try[aria-disabled]").count(), 0);
    await becomes(() => logOf(page, "A"), ["< tick 1", "< hello", "< tick 2"]);
    assert.deepEqual(await logOf(page, "B"), []);
  });

  test("PR25 a button that only connects makes a new handshake for a client that is open", async () => {
    await visit("01-handshake", "loop");
    const button = page.locator(".lesson-text button.try:visible").first();
    await pressAndLook(page, button, press(handshake[0], ["< protocol: none"]));
    await pressAndLook(page, button, press(handshake[0], ["× 1000", "< protocol: none"]));
  });

  test("LE17 a button can ping, stop reading and read again, and close with any code, in the order of its steps", async () => {
    await visit("06-broadcast", "events");
    const button = page.locator(".lesson-text button.try").first();
    const commands = [
      { do: "connect", client: "A" },
      { do: "ping", client: "A", text: "hi" },
      { do: "pause", client: "A" },
      { do: "send", client: "B", text: "one" },
      { do: "send", client: "B", text: "two" },
      { do: "clock", mode: "stepped" },
    ];
    const set = (list: unknown) =>
      button.evaluate((each, text) => each.setAttribute("data-try", text), JSON.stringify(list));
    await set(commands);
    await button.click();
    await page.locator(".lesson-text button.try[aria-busy]").waitFor({ state: "detached" });
    assert.match((await page.locator(".lesson-message").textContent()) ?? "", /^Done: /);
    await becomes(() => logOf(page, "A"), ["< * a user joined", "< hi"]);
    await set([{ do: "resume", client: "A" }]);
    await button.click();
    await page.locator('[data-client="A"] [data-what="received"] bdi', { hasText: "user: two" }).waitFor();
    assert.deepEqual((await logOf(page, "A")).slice(2), ["< * a user joined", "< user: one", "< user: two"]);
    await set([
      { do: "connect", client: "B" },
      { do: "close", client: "B", code: 1001, reason: "gone" },
    ]);
    await button.click();
    await becomes(async () => (await logOf(page, "B")).at(-1), "× 1001");
  });
});

interface Program {
  readonly folder: string;
  readonly style: "loop" | "events";
  readonly code: "start" | "solution";
}

const savedSchema = z.object({ version: z.number() });

/** Saves this code for the learner of `page`. Resolves to its version. */
async function save(stage: Stage, page: Page, { folder, style, code }: Program): Promise<number> {
  const source = await lessonFile(`${folder}/${style}/${code}.ts`);
  const saved = await page.request.put(`${stage.url}/api/lessons/${folder.slice(3)}/code`, {
    data: { style, source, base: 0 },
    headers: { origin: stage.url },
  });
  assert.equal(saved.status(), 200, await saved.text());
  return savedSchema.parse(await saved.json()).version;
}

/** The commands that each button holds. */
function commandsOf(buttons: Locator): Promise<string[]> {
  return buttons.evaluateAll((all) => all.map((each) => each.getAttribute("data-try") ?? ""));
}

function commandsIn(run: string): string {
  return JSON.stringify(parseTryCommands({ file: run, line: 1, clients: ["A", "B"] }, run));
}

async function pressAndLook(page: Page, button: Locator, { run, said, logs }: Press): Promise<void> {
  const known = { A: (await logOf(page, "A")).length, B: (await logOf(page, "B")).length };
  await button.click();
  await page.locator(".lesson-text button.try[aria-busy]").waitFor({ state: "detached" });
  assert.match((await page.locator(".lesson-message").textContent()) ?? "", said, run);
  for (const name of ["A", "B"] as const) {
    const fresh = async () => (await logOf(page, name)).slice(known[name]);
    // The last frames may still be on their way to the browser.
    const shown = async () => (await fresh()).map((text, index) => beginning(text, logs[name][index]));
    await becomes(shown, [...logs[name]], `${run}: ${name}`);
  }
}

/** `expected` if `text` begins with it; otherwise all of `text`. */
function beginning(text: string, expected: string | undefined): string {
  return expected !== undefined && text.startsWith(expected) ? expected : text;
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
