// An author saves a lesson's text: the time until an open page shows it.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { spread } from "../../server/rehearsal/tally.ts";
import { startBrowser, withoutBrowser } from "../e2e/browser.ts";
import type { Row } from "./figures.ts";

const saves = 20;
const lessons = fileURLToPath(new URL("../../lessons", import.meta.url));

export async function* benchLessonSave(skipped: (why: string) => void): AsyncGenerator<Row> {
  if (withoutBrowser !== false) return skipped(withoutBrowser);
  await using owned = new AsyncDisposableStack();
  const scratch = await mkdtemp(join(tmpdir(), "ws101-bench-"));
  owned.defer(() => rm(scratch, { recursive: true, force: true }));
  const dir = join(scratch, "lessons");
  await cp(lessons, dir, { recursive: true });
  const settings = { PORT: "0", HOSTS: "1", SPARES: "none", DATA_DIR: join(scratch, "data"), LESSONS_DIR: dir };
  const app = owned.use(await createApp(readConfig(settings), { watch: true }));
  const browser = await startBrowser();
  owned.defer(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${app.url}/lessons/echo`);
  await page.locator('.live[data-phase="open"]').waitFor();
  const file = join(dir, "02-echo/lesson.md");
  const text = await readFile(file, "utf8");
  const samples: number[] = [];
  // The first save warms up the server, which is not measured.
  for (let save = 0; save <= saves; save += 1) {
    const words = `This is save ${save}.`;
    const shown = page.evaluate(shownAtMs, words);
    // A reply to a later call means that the page is watching.
    await page.evaluate(() => null);
    const savedAtMs = Date.now();
    await writeFile(file, text.replace(/^## .*$/m, `$&\n\n${words}`));
    const tookMs = (await shown) - savedAtMs;
    if (save > 0) samples.push(tookMs);
  }
  const { p50, p95 } = spread(samples);
  const what = "a lesson's text, from the save to the page";
  yield { part: "lesson-save", what: `${what}, p50 of ${saves}`, value: p50, unit: "ms" };
  yield { part: "lesson-save", what: `${what}, p95`, value: p95, unit: "ms", bar: 300 };
}

/** Runs in the page. */
function shownAtMs(words: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const text = document.querySelector(".lesson-text");
  const observer = new MutationObserver(() => {
    if (!text?.textContent.includes(words)) return;
    observer.disconnect();
    resolve(Date.now());
  });
  if (text) observer.observe(text, { childList: true, subtree: true, characterData: true });
  return promise;
}
