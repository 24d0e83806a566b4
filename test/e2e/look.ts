// A look at a screen in each theme, with and without motion: axe finds nothing, nothing scrolls sideways; and a picture for whoever asks.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { axeFindings } from "./axe.ts";

/** Where to leave pictures of every screen; nowhere unless asked for. */
const shots = process.env.WS101_SHOTS;

const looks = [
  { name: "light", colorScheme: "light", reducedMotion: "no-preference" },
  { name: "dark", colorScheme: "dark", reducedMotion: "reduce" },
] as const;

export async function look(page: Page, name: string): Promise<void> {
  const findings: string[] = [];
  for (const { name: theme, ...media } of looks) {
    await page.emulateMedia(media);
    await settled(page);
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}-${theme}.png`) });
    }
    findings.push(...(await axeFindings(page)).map((finding) => `${theme}: ${finding}`));
  }
  const { width, room } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  if (width > room) findings.push(`the page is ${width} wide and has room for ${room}`);
  assert.deepEqual(findings, [], name);
}

/** Colours on their way to other colours are judged by neither. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((each) => !(each instanceof CSSTransition)));
}
