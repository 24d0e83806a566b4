import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parseLintArguments, parseNewArguments } from "../../server/cli/arguments.ts";
import { lintCommand } from "../../server/cli/lint.ts";
import { newCommand } from "../../server/cli/new.ts";
import { loadCourse } from "../../server/course/load.ts";
import { manyMistakes, writeCourse } from "../lessons/written-course.ts";
import { Command, refuses, ws101 } from "./command.ts";

const quick = ["--seeds", "1", "--no-mutants"];

test("CL18 lint exits with 1 for errors, prints each with its place and remedy, and lints the lessons that load", async () => {
  await using course = await writeCourse({ good: {}, bad: { "loop/start.ts": "" }, worse: { "lesson.md": "" } });
  const { code, out } = await ws101("lint", "--lessons", course.dir, ...quick);
  assert.equal(code, 1, out);
  assert.match(
    out,
    /03-worse\/lesson\.md:1 error cannot-load\n {2}There is no front matter\.\n {2}Begin the file with/,
  );
  assert.match(out, /02-bad\/loop\/start\.ts:1 error no-todo\n {2}\S/);
  assert.match(out, /2 lessons, \d errors, \d warnings in \d+\.\d s\n$/);
});

test("CL18 lint exits with 0 for a lesson without errors; --json prints the result and nothing else", async () => {
  await using course = await writeCourse({ good: manyMistakes, bad: { "lesson.md": "" } });
  const { code, out, err } = await ws101("lint", "--lessons", course.dir, "--json", "good", ...quick);
  assert.equal(code, 0, out);
  const { lessons, problems } = JSON.parse(out);
  assert.deepEqual([lessons.length, lessons[0].slug], [1, "good"]);
  assert.deepEqual(problems, []);
  assert.match(err, /\d+ of \d+ runs of the checks\n/);
});

test("CL18 lint exits with 2 and one sentence for what cannot be linted", async () => {
  await using course = await writeCourse({ good: {} });
  const unknown = await ws101("lint", "other", "--lessons", course.dir);
  assert.deepEqual([unknown.code, unknown.out], [2, ""]);
  assert.match(unknown.err, /^ws101 lint: There is no lesson "other"\. The lessons are good\.\n$/);
  await refuses(lintCommand, ["--lessons", join(course.dir, "01-good")], /course\.md: The file is missing\./);
  await mkdir(join(course.dir, "guides/01-made"), { recursive: true });
  await rm(join(course.dir, "01-good/lesson.md"));
  await refuses(lintCommand, ["other", "--lessons", course.dir], /"other"\. The lessons are good\.$/);
  await rm(join(course.dir, "01-good"), { recursive: true });
  await refuses(lintCommand, ["other", "--lessons", course.dir], /"other"\. There are none\.$/);
  assert.throws(() => parseLintArguments(["--seeds", "many"]), /--seeds must be a number from 1 to 1000, not "many"/);
});

test("CL18 lint --watch lints again on every save and when a file is deleted", async () => {
  await using course = await writeCourse({ good: {} });
  const file = join(course.dir, "01-good", "loop", "start.ts");
  const source = await readFile(file, "utf8");
  await using command = new Command(["lint", "--lessons", course.dir, "--watch", ...quick]);
  await command.prints(/\n1 lesson, 2 errors, .*\n(.*\n)*Waiting for changes/);
  await writeFile(file, source.replace("// TODO: ", "// "));
  await command.prints(/no-todo(.*\n)*.* 3 errors, .*\n(.*\n)*Waiting for changes/);
  await rm(file);
  await command.prints(/start\.ts error cannot-load\n {2}The file is missing\.\n(.*\n)*Waiting for changes/);
  command.interrupt();
  assert.equal((await command.exited()).code, 1);
});

test("CL20 new writes a lesson with the next number that only has TODOs left, and overwrites nothing", async () => {
  await using course = await writeCourse({ good: {} });
  const { code, out, err } = await ws101("new", "heart-beat", "--lessons", course.dir);
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /02-heart-beat, which works as it is.*TODOs:\nws101 lint heart-beat/s);
  const linted = await ws101("lint", "heart-beat", "--lessons", course.dir, "--json", "--seeds", "1");
  const { lessons, problems } = JSON.parse(linted.out);
  const rules = new Set(problems.map((one: { rule: string }) => one.rule));
  assert.deepEqual([...rules].sort(), ["few-mistakes", "unfinished"]);
  assert.ok(
    lessons[0].mutation.every((one: { survived: number; caught: number }) => one.survived === 0 && one.caught > 2),
  );
  for (const [args, words] of [
    [["good"], /There is a lesson 01-good already\./],
    [["other", "--number", "2"], /02-heart-beat has the number 2 already\./],
    [["Other"], /"Other" is not a valid name for a lesson\./],
  ] as const) {
    await refuses(newCommand, [...args, "--lessons", course.dir], words);
  }
  assert.equal(parseNewArguments(["a", "--number", "7"]).number, 7);
});

test("CL20 new makes an empty folder a course that can be linted, and keeps a course.md", async () => {
  await using course = await writeCourse({});
  const file = join(course.dir, "course.md");
  const own = await readFile(file, "utf8");
  const kept = await ws101("new", "first", "--lessons", course.dir);
  assert.equal(kept.code, 0);
  assert.doesNotMatch(kept.out, /course\.md/);
  assert.equal(await readFile(file, "utf8"), own);
  await rm(file);
  const missing = /course\.md: The file is missing\. Create it: a line `---`, .*`difficulty: easy`/;
  await refuses(lintCommand, ["--lessons", course.dir], missing);
  const written = await ws101("new", "second", "--lessons", course.dir);
  assert.match(written.out, /course\.md, which holds for all lessons\.\n.*02-second, which works/s);
  const { info, lessons } = await loadCourse(course.dir);
  const slugs = lessons().map(({ slug }) => slug);
  assert.deepEqual([info.title, slugs], ["Our course", ["first", "second"]]);
});
