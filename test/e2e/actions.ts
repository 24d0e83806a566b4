// A learner's actions on a lesson page.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Locator, Page } from "playwright-core";

/** In ms. By default, a function is polled before each paint, which makes the browser paint all the time. */
const polling = 30;

/** How long a state may take to come. */
const patienceMs = 60_000;

/** Reads until the result is `expected`: what an event causes on a page may come later than what was waited for. */
export async function becomes<T>(read: () => Promise<T>, expected: T, message?: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let found = await read();
  while (!isDeepStrictEqual(found, expected) && performance.now() < deadline) {
    await sleep(polling);
    found = await read();
  }
  assert.deepEqual(found, expected, message);
}

/** Presses `key` until `sign` shows: a busy browser may lose a key that comes right after it has closed a dialog. */
export async function pressUntil(page: Page, key: string, sign: Locator): Promise<void> {
  const appears = async () => {
    await page.keyboard.press(key);
    const waited = sign.waitFor({ timeout: 5_000 });
    return waited.then(
      () => true,
      () => false,
    );
  };
  await becomes(appears, true, `${key} does not show ${sign}`);
}

export const editor = (page: Page): Locator => page.locator(".monaco-editor .view-lines");
export const client = (page: Page, name: string): Locator => page.locator(`[data-client="${name}"]`);
export const loadLine = (page: Page): Locator => page.locator(".load-line");
export const printed = (page: Page): Locator => page.getByRole("log", { name: "Console" });

/** Shows the wire or the console in the wide and the narrow layout. */
export async function showRoom(page: Page, tab: "Wire" | "Console"): Promise<void> {
  const pane = page.locator("#pane-tab-wire");
  if (await pane.isVisible()) await pane.click();
  await page.getByRole("tablist", { name: "What happens in the room" }).getByRole("tab", { name: tab }).click();
}

export async function openLesson(page: Page, slug: string): Promise<void> {
  await page.goto(new URL(`/lessons/${slug}`, page.url()).href);
  await editorReady(page);
}

export async function editorReady(page: Page): Promise<void> {
  await editor(page).waitFor();
  await page.locator('.live[data-phase="open"]').waitFor();
}

/** Selects all code and pastes `source` over it. */
export async function writeCode(page: Page, source: string): Promise<void> {
  await page.evaluate((text) => navigator.clipboard.writeText(text), source);
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
}

/** Resolves when everything is saved and the running version is newer than `than`. */
export async function loaded(page: Page, than = 0): Promise<number> {
  const line = page.locator('.load-line[data-tone="good"]');
  const isLoaded = (least: number) => {
    const found = document.querySelector<HTMLElement>('.load-line[data-tone="good"]');
    return found !== null && Number(found.dataset.version) > least && found.dataset.serving === found.dataset.version;
  };
  await page.waitForFunction(isLoaded, than, { polling });
  return Number(await line.getAttribute("data-version"));
}

export async function version(page: Page): Promise<number> {
  return Number(await loadLine(page).getAttribute("data-version"));
}

/** Replaces the code and resolves to its version when that runs. */
export async function saveCode(page: Page, source: string): Promise<number> {
  const older = await version(page);
  await writeCode(page, source);
  return loaded(page, older);
}

export async function connect(page: Page, name: string): Promise<void> {
  await client(page, name).getByRole("button", { name: "Connect" }).click();
  await client(page, name).locator(".client-state", { hasText: "open" }).waitFor();
}

/** An unused client is collapsed to one row. */
export async function expand(page: Page, name: string): Promise<void> {
  const button = client(page, name).getByRole("button", { name: `Expand client ${name}` });
  if (await button.isVisible()) await button.click();
}

export async function send(page: Page, name: string, text: string, kind = "text"): Promise<void> {
  await expand(page, name);
  await client(page, name).getByLabel(`Message type for ${name}`).selectOption(kind);
  await page.getByLabel(`Message from ${name}`, { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

export async function received(page: Page, name: string, text: string): Promise<void> {
  await client(page, name).locator('[data-what="received"]', { hasText: text }).first().waitFor();
}

export async function runChecks(page: Page): Promise<string> {
  await page.keyboard.press("ControlOrMeta+Enter");
  const line = page.locator(".run-line");
  const isOver = () => {
    const found = document.querySelector<HTMLElement>(".run-line");
    return found?.dataset.status !== undefined && / passed · (v\d|starter code)/.test(found.textContent ?? "");
  };
  await page.waitForFunction(isOver, null, { polling });
  const status = await line.getAttribute("data-status");
  assert.ok(status);
  return status;
}

/** Sends a request as the page's learner. */
export async function post(page: Page, path: string, body: object, method: "POST" | "PUT" = "POST"): Promise<void> {
  const status = await page.evaluate(
    async ([to, by, text]) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(to, { method: by, headers, body: text })).status;
    },
    [path, method, JSON.stringify(body)] as const,
  );
  assert.ok(status < 300, `${method} ${path}: ${status}`);
}

/** Where these stand on the screen, in whole pixels. */
export function boxes(page: Page, places: readonly string[]): Promise<Record<string, string>> {
  return page.evaluate((all) => {
    const box = (place: string) => {
      const found = document.querySelector(place)?.getBoundingClientRect();
      return found ? [found.x, found.y, found.width, found.height].map(Math.round).join(" ") : "not there";
    };
    return Object.fromEntries(all.map((place) => [place, box(place)]));
  }, places);
}
