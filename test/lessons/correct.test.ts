// Solutions that differ from the lessons' own and are as good.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { after, test } from "node:test";
import { startJudge } from "../../server/cli/local.ts";
import { typeErrorsOf } from "../../server/course/lint/type-check.ts";
import { verdictText } from "../../server/course/lint/verdict-rules.ts";
import { correctFiles, course } from "./handlers.ts";

const files = await correctFiles();
const judge = await startJudge(course);
after(() => judge[Symbol.asyncDispose]());

for (const { slug, style, file } of files) {
  test(`LE18 ${slug}: ${basename(file)} differs from the solution and passes every check`, async () => {
    const judged = await judge.judge({ slug, style, source: await readFile(file, "utf8"), seed: 1 });
    assert.equal(judged.status, "pass", verdictText(judged));
  });
}

test("LE18 solutions that differ have no type errors under the types the editor uses", async () => {
  const sources = files.map(
    async ({ slug, file }) => [`${slug}/${basename(file)}`, await readFile(file, "utf8")] as const,
  );
  assert.deepEqual([...(await typeErrorsOf(new Map(await Promise.all(sources))))], []);
});
