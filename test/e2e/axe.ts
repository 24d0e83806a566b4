// Runs axe on a page and returns its findings, one line each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { z } from "zod";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const findingsSchema = z.array(
  z.object({
    id: z.string(),
    help: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
  }),
);

/** Rules whose result depends on the theme. */
const colorRules = ["color-contrast", "link-in-text-block"];

/** Code examples of a page that are judged, each token with its colour. The reference has 139, which take most of axe's time. */
const examples = 5;

/** All of the page; what a modal dialog covers is judged without it. */
const wholePage = `document.querySelector("dialog:modal") === null
  ? { include: document, exclude: [...document.querySelectorAll("pre")].slice(${examples}) }
  : document.querySelectorAll("dialog:modal")`;

/** Of a page on which all rules have run, `colors` judges another theme, and `layout` another width. */
type Rules = "all" | "colors" | "layout";

const chosen: Record<Rules, object> = {
  all: {},
  colors: { runOnly: colorRules },
  layout: { rules: Object.fromEntries(colorRules.map((rule) => [rule, { enabled: false }])) },
};

interface Judged {
  readonly rules?: Rules;
  /** A selector of what changed since the rest of the page was judged. */
  readonly within?: string;
}

export async function axeFindings(page: Page, { rules = "all", within }: Judged = {}): Promise<string[]> {
  const judged = within === undefined ? wholePage : JSON.stringify(within);
  const options = { resultTypes: ["violations"], preload: false, ...chosen[rules] };
  // Evaluated, because the page's content security policy blocks scripts of other origins.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const violations = await page.evaluate(
    `axe.run(${judged}, ${JSON.stringify(options)}).then((result) => JSON.parse(JSON.stringify(result.violations)))`,
  );
  return findingsSchema
    .parse(violations)
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")} (${failureSummary ?? ""})`),
    );
}
