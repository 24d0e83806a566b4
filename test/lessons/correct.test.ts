// Solutions that differ from the lessons' own and are as good.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { before, describe, test } from "node:test";
import { startJudge } from "../../server/cli/local.ts";
import { typeErrorsOf } from "../../server/course/lint/type-check.ts";
import { type Judged, verdictText } from "../../server/course/lint/verdict-rules.ts";
import { type CorrectFile, correctFiles, course } from "./handlers.ts";

const files = await correctFiles();

describe("solutions that differ", () => {
  let judged: ReadonlyMap<CorrectFile, Judged>;
  before(async () => {
    await using judge = await startJudge(course);
    // All at once, because the checker runs a few side by side.
    const verdicts = files.map(async (file) => {
      const source = await readFile(file.file, "utf8");
      return [file, await judge.judge({ slug: file.slug, style: file.style, source, seed: 1 })] as const;
    });
    judged = new Map(await Promise.all(verdicts));
  });

  for (const each of files) {
    test(`LE18 ${each.slug}: ${basename(each.file)} differs from the solution and passes every check`, () => {
      const verdict = judged.get(each);
      assert.ok(verdict);
      assert.equal(verdict.status, "pass", verdictText(verdict));
    });
  }
});

test("LE18 solutions that differ have no type errors under the types the editor uses", async () => {
  const sources = files.map(
    async ({ slug, file }) => [`${slug}/${basename(file)}`, await readFile(file, "utf8")] as const,
  );
  assert.deepEqual([...(await typeErrorsOf(new Map(await Promise.all(sources))))], []);
});
