import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createHighlighter, openHighlightCache } from "../../server/course/highlight.ts";

const code = "const answer: number = 42;";

test("LE15 highlighted code comes from the cache at the next start", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ws101-highlight-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "cache.json");
  const first = createHighlighter(openHighlightCache(file));
  const html = first.highlight(code, "ts");
  first[Symbol.dispose]();
  assert.match(html, /--shiki-dark/);
  const written: string[] = [];
  const cache = openHighlightCache(file);
  const second = createHighlighter({ ...cache, set: (key) => written.push(key) });
  assert.equal(second.highlight(code, "ts"), html);
  assert.deepEqual(written, []);
  assert.notEqual(second.highlight(`${code} `, "ts"), html);
  assert.equal(written.length, 1);
  second[Symbol.dispose]();
});

test("LE15 a cache that is damaged or cannot be written is ignored", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ws101-highlight-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "cache.json");
  writeFileSync(file, '{"half');
  assert.equal(openHighlightCache(file).get("half"), undefined);
  const nowhere = openHighlightCache(join(file, "below-a-file.json"));
  nowhere.set("key", "html");
  nowhere.flush();
  assert.equal(nowhere.get("key"), "html");
});

test("LE15 a line of more than 500 characters stays plain, so that none takes seconds; the others are coloured", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ws101-highlight-"));
  t.after(() => rmSync(folder, { recursive: true }));
  using highlighter = createHighlighter(openHighlightCache(join(folder, "cache.json")));
  const lines = [501, 500].map((length) => `const text = "${"x".repeat(length - 16)}";`);
  const [plain, colored] = highlighter.highlight(lines.join("\n"), "ts").split("\n");
  assert.equal(plain?.split("--shiki-dark:").length, 1 + 1, plain);
  assert.match(colored ?? "", /<span style="--shiki-light:#\w+;--shiki-dark:#\w+">const<\/span>/);
});
