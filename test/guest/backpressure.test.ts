// Backpressure of the loop style, judged by the Broadcast lesson's own checks on real sockets.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { startLocal } from "../../server/cli/local.ts";
import { course, lessonsDir } from "../lessons/handlers.ts";

const local = await startLocal(0, null, lessonsDir);
after(() => local[Symbol.asyncDispose]());

const slug = "broadcast";
const files = course.files(slug) ?? assert.fail(`${slug} has no files`);
const solution = await readFile(files.solution("loop"), "utf8");

for (const capacity of [18, 64, 100]) {
  test(`GU7 a forwarder that awaits each send passes Broadcast with a capacity of ${capacity}`, async () => {
    await local.save(slug, "loop", solution.replace("(16)", `(${capacity})`));
    const { tests } = await local.check(slug, "loop");
    assert.deepEqual(
      tests.filter(({ status }) => status !== "pass").map(({ id, message }) => `${id}: ${message}`),
      [],
    );
  });
}
