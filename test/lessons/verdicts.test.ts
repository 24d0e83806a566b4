// Runs the checks on every start, solution and mistake of every lesson, as `ws101 check` does.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { after, test } from "node:test";
import { isDefault } from "../../server/checks/hints.ts";
import { startLocal } from "../../server/cli/local.ts";
import type { RunResult } from "../../server/protocol/checks.ts";
import { type Style, styles } from "../../server/protocol/lesson.ts";
import { correctFiles, course, lessonsDir } from "./handlers.ts";

const local = await startLocal(0, null, lessonsDir);
after(() => local[Symbol.asyncDispose]());

/** Saves a handler and runs the checks on it; it has to compile and load. */
async function judge(slug: string, style: Style, file: string): Promise<RunResult> {
  const { problems, fault } = await local.save(slug, style, await readFile(file, "utf8"));
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "error"),
    [],
    file,
  );
  assert.equal(fault, null, file);
  return local.check(slug, style);
}

function firstFailed({ tests }: RunResult) {
  return tests.find(({ status }) => status !== "pass");
}

function messagesOf(result: RunResult): string {
  return result.tests.map(({ status, id, message }) => `${status} ${id} ${message}`).join("\n");
}

for (const { slug } of course.lessons()) {
  const files = course.files(slug) ?? assert.fail(`${slug} has no files`);

  test(`LE12 ${slug}: both starts compile, have a TODO, fail, and show no hint about a specific mistake`, async () => {
    const hints = course.lesson(slug)?.hints ?? [];
    for (const style of styles) {
      assert.match(await readFile(files.start(style), "utf8"), /\/\/ TODO: \w/);
      const result = await judge(slug, style, files.start(style));
      assert.notEqual(result.status, "pass", `${style} start`);
      const failed = firstFailed(result);
      const fallback = hints.find(
        (one) => one.check === failed?.id && (one.style ?? style) === style && isDefault(one),
      );
      assert.equal(failed?.hint, fallback?.html, `${style} start: ${messagesOf(result)}`);
    }
  });

  test(`LE12 ${slug}: both solutions pass every check`, async () => {
    for (const style of styles) {
      const result = await judge(slug, style, files.solution(style));
      assert.equal(result.status, "pass", `${style} solution\n${messagesOf(result)}`);
      assert.deepEqual(
        result.tests.map(({ id, status }) => [id, status]),
        course.lesson(slug)?.checks.map(({ id }) => [id, "pass"]),
      );
    }
  });

  for (const { file, style, check, hint } of files.mistakes) {
    test(`LE14 ${slug}: ${file.slice(files.folder.length + 1)} fails the check and shows the hint that it names`, async () => {
      const result = await judge(slug, style, file);
      const failed = firstFailed(result);
      assert.equal(failed?.id, check, messagesOf(result));
      assert.ok(["fail", "error"].includes(failed?.status ?? ""), messagesOf(result));
      if (hint === "none") return assert.equal(failed?.hint, null, messagesOf(result));
      const shown = (failed?.hint ?? "").replace(/<[^>]+>/g, "");
      assert.ok(shown.includes(hint), `"${hint}" is not in the hint "${shown}"\n${messagesOf(result)}`);
    });
  }
}

for (const { slug, style, file } of await correctFiles()) {
  test(`LE18 ${slug}: ${basename(file)} differs from the solution and passes every check`, async () => {
    const result = await judge(slug, style, file);
    assert.equal(result.status, "pass", messagesOf(result));
  });
}
