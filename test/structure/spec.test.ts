import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rule = /\b([A-Z]{2}\d+)\b/g;

const spec = readFileSync(join(root, "test/SPEC.md"), "utf8");
const rules = spec.split("\n").flatMap((line) => /^[-*]?\s*\**([A-Z]{2}\d+)\b/.exec(line)?.[1] ?? []);
const tests = globSync("test/**/*.ts", { cwd: root })
  .filter((file) => !file.includes("SPEC"))
  .map((file) => ({ file, source: readFileSync(join(root, file), "utf8") }));

/** Rules named at the beginning of a title: `SB3 …` or `SB3, SB4 …`; and ranges of corpora such as `${rule} …`. */
const shown = new Set(tests.flatMap(({ source }) => [...source.matchAll(rule)].map((match) => match[1])));

test("CL3 every rule of SPEC.md is shown by a test, and each number is used once", () => {
  assert.ok(rules.length > 50, `only ${rules.length} rules found`);
  assert.deepEqual(
    rules.filter((one) => !shown.has(one)),
    [],
  );
  assert.deepEqual(
    rules.filter((one, index) => rules.indexOf(one) !== index),
    [],
  );
});

test("CL3 every test names the rule it shows, and that rule is in SPEC.md", () => {
  const titles = tests
    .filter(({ file }) => file.endsWith(".test.ts"))
    .flatMap(({ file, source }) =>
      [...source.matchAll(/^\s*(?:await )?(?:test|it|t\.test)\(\s*["'`]([^"'`]*)/gm)].map((match) => ({
        file,
        title: match[1] ?? "",
      })),
    );
  const nameless = titles.filter(
    ({ title }) => !title.startsWith("${") && !rules.includes(title.match(/^[A-Z]{2}\d+/)?.[0] ?? ""),
  );
  assert.deepEqual(
    nameless.map(({ file, title }) => `${file}: ${title}`),
    [],
  );
});
