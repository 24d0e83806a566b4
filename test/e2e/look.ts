// Verifies a screen in both themes, with and without motion: axe finds nothing and nothing overflows. Takes screenshots on request.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { axeFindings } from "./axe.ts";

/** The folder for screenshots; none are taken without it. */
const shots = process.env.WS101_SHOTS;

const looks = [
  { name: "light", rules: "all", colorScheme: "light", reducedMotion: "no-preference" },
  { name: "dark", rules: "colors", colorScheme: "dark", reducedMotion: "reduce" },
] as const;

export async function look(page: Page, name: string): Promise<void> {
  const findings: string[] = [];
  for (const { name: theme, rules, ...media } of looks) {
    await page.emulateMedia(media);
    await settled(page);
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}-${theme}.png`) });
    }
    findings.push(...(await axeFindings(page, rules)).map((finding) => `${theme}: ${finding}`));
  }
  const { width, room } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  if (width > room) findings.push(`the page is ${width} wide and has room for ${room}`);
  assert.deepEqual(findings, [], name);
}

/** During a transition, colors belong to neither theme. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((each) => !(each instanceof CSSTransition)));
}
