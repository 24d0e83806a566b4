// Verifies a screen: axe finds nothing and nothing overflows, wide in both themes, with and without motion, and narrow. Takes
// screenshots on request.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { axeFindings } from "./axe.ts";

/** The folder for screenshots; none are taken without it. */
const shots = process.env.WS101_SHOTS;

export const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

export const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const;

/** The colours of a narrow window, which are those of a wide one, are judged in `narrowTheme`; null: of its wide one, they were. */
export async function look(page: Page, name: string, narrowTheme: Theme | null = null): Promise<void> {
  const isNarrow = page.viewportSize()?.width === sizes.narrow.width;
  const findings: string[] = [];
  for (const [index, theme] of (isNarrow && !shots ? [narrowTheme] : themes).entries()) {
    if (theme !== null) await show(page, theme);
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}-${theme}.png`) });
    }
    const rules = theme === null ? "layout" : index === 0 ? "all" : "colors";
    const found = await axeFindings(page, { rules });
    findings.push(...found.map((finding) => `${theme ?? "narrow"}: ${finding}`));
  }
  const { width, room } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  if (width > room) findings.push(`the page is ${width} wide and has room for ${room}`);
  assert.deepEqual(findings, [], name);
}

/** Looks at a wide page, also while it is narrow. */
export async function lookTwice(page: Page, name: string): Promise<void> {
  await look(page, `wide-${name}`);
  await page.setViewportSize(sizes.narrow);
  await look(page, `narrow-${name}`);
  await page.setViewportSize(sizes.wide);
}

async function show(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: theme === "dark" ? "reduce" : "no-preference" });
  await settled(page);
}

/** During a transition, colours belong to neither theme; while a dialog opens, it is half transparent. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document.getAnimations().every((each) => {
      const isShort = Number(each.effect?.getComputedTiming().endTime) <= 1_000;
      return !(each instanceof CSSTransition) && !(isShort && each.playState === "running");
    }),
  );
}
