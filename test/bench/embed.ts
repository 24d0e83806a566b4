// Embedded walkthrough: first paint and size on a cold visit, and the cost of a share card.
import type { Browser } from "playwright-core";
import { startBrowser, withoutBrowser } from "../e2e/browser.ts";
import { median, type Row } from "./figures.ts";
import type { Server } from "./server.ts";

const part = "embed";
const visits = 9;
/** The course's longest listing. */
const path = "/embed/split?listing=axum";

interface Visit {
  readonly firstPaint: number;
  /** When the player is interactive. */
  readonly live: number;
  readonly bytes: number;
}

export async function* benchEmbed(server: Server, skipped: (why: string) => void): AsyncGenerator<Row> {
  yield* benchCards(server);
  if (withoutBrowser !== false) return skipped(withoutBrowser);
  await using browser = await startBrowser();
  await visit(browser, server.url + path);
  const seen: Visit[] = [];
  for (let count = 0; count < visits; count += 1) seen.push(await visit(browser, server.url + path));
  const of = (key: keyof Visit) => median(seen.map((each) => each[key]));
  const what = (figure: string) => `a framed walkthrough, cold: ${figure}, median of ${visits}`;
  yield { part, what: what("first paint"), value: of("firstPaint"), unit: "ms", bar: 200 };
  yield { part, what: what("player interactive"), value: of("live"), unit: "ms" };
  yield {
    part,
    what: "a framed walkthrough: HTML, CSS and JavaScript",
    value: of("bytes") / 1_000,
    unit: "KB",
    bar: 30,
  };
}

/** Visits with an empty cache and no cookie. */
async function visit(browser: Browser, address: string): Promise<Visit> {
  await using context = await browser.newContext({ viewport: { width: 760, height: 520 } });
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => bodies.push(response.body()));
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector(".tour[data-live]")) performance.mark("live");
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(address);
  const times = await page.waitForFunction(() => {
    const [paint] = performance.getEntriesByName("first-paint");
    const [mark] = performance.getEntriesByName("live");
    return paint && mark && { firstPaint: paint.startTime, live: mark.startTime };
  });
  const { firstPaint, live } = (await times.jsonValue()) ?? { firstPaint: Number.NaN, live: Number.NaN };
  const sizes = (await Promise.all(bodies)).map(({ length }) => length);
  return { firstPaint, live, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function* benchCards(server: Server): AsyncGenerator<Row> {
  const ask = async () => {
    const began = performance.now();
    await (await fetch(`${server.url}/card/split.png`)).arrayBuffer();
    return performance.now() - began;
  };
  yield { part, what: "share card, first request", value: await ask(), unit: "ms" };
  const samples: number[] = [];
  for (let count = 0; count < 50; count += 1) samples.push(await ask());
  yield { part, what: "share card, repeated request, median of 50", value: median(samples), unit: "ms" };
}
