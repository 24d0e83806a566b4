import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createHighlighter } from "../../server/course/highlight.ts";
import { openMemory } from "../../server/course/highlight-memory.ts";

const code = "const answer: number = 42;";

test("LE15 what was highlighted once comes from the memory at the next start, the same", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ws101-highlight-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "memory.json");
  const first = createHighlighter(openMemory(file));
  const html = first.highlight(code, "ts");
  first[Symbol.dispose]();
  assert.match(html, /--shiki-dark/);
  const asked: string[] = [];
  const memory = openMemory(file);
  const second = createHighlighter({ ...memory, set: (key) => asked.push(key) });
  assert.equal(second.highlight(code, "ts"), html);
  assert.deepEqual(asked, []);
  assert.notEqual(second.highlight(`${code} `, "ts"), html);
  assert.equal(asked.length, 1);
  second[Symbol.dispose]();
});

test("LE15 a memory that is damaged or cannot be written is none, and harms nothing", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ws101-highlight-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "memory.json");
  writeFileSync(file, '{"half');
  assert.equal(openMemory(file).get("half"), undefined);
  const nowhere = openMemory(join(file, "below-a-file.json"));
  nowhere.set("key", "html");
  nowhere.keep();
  assert.equal(nowhere.get("key"), "html");
});
