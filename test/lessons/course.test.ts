// Loading a folder of lessons as a course, and what is refused.
import assert from "node:assert/strict";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ChecksThread } from "../../server/course/checks-thread.ts";
import { CourseError } from "../../server/course/course-error.ts";
import { readLinted } from "../../server/course/lint/text-rules.ts";
import { loadCourse, loadLessons } from "../../server/course/load.ts";
import { lessonSchema, lessonSummarySchema } from "../../server/protocol/lesson.ts";
import { course, lessonsDir } from "./handlers.ts";
import { writeCourse } from "./written-course.ts";

/** Three lessons, of which the second requires the first. */
function scratch() {
  const requires = (text: string) => text.replace("minutes:", "requires: [echo]\nminutes:");
  return writeCourse({ echo: {}, reverse: { "lesson.md": requires }, split: {} });
}

async function edit(file: string, from: string | RegExp, to: string) {
  await writeFile(file, (await readFile(file, "utf8")).replaceAll(from, to));
}

async function refused(dir: string, file: string, words: RegExp) {
  await assert.rejects(loadCourse(dir), (error) => {
    assert.ok(error instanceof CourseError, String(error));
    assert.equal(error.file, join(dir, file));
    assert.match(error.message, words);
    return true;
  });
}

test("LE8 a course has its lessons in the order of their numbers, in the shape of the schema", async () => {
  const folders = (await readdir(lessonsDir)).filter((name) => /^\d/.test(name)).sort();
  const summaries = course.lessons();
  assert.deepEqual(
    summaries.map(({ number, slug }) => `${String(number).padStart(2, "0")}-${slug}`),
    folders,
  );
  for (const summary of summaries) {
    assert.deepEqual(lessonSummarySchema.parse(summary), summary);
    const lesson = course.lesson(summary.slug);
    assert.deepEqual(lessonSchema.parse(lesson), lesson);
    const text = await readFile(course.files(summary.slug)?.text ?? "", "utf8");
    assert.equal(course.clock(summary.slug), /^clock: (\w+)$/m.exec(text)?.[1]);
  }
  assert.equal(course.lesson("nothing"), undefined);
  assert.equal(course.files("__proto__"), undefined);
});

test("LE1 a course's title and colour, and a lesson's limits, belong to the course that is loaded", async () => {
  await using copy = await scratch();
  await edit(
    join(copy.dir, "course.md"),
    /^difficulty: easy$/gm,
    'title: Ours\ncolors: { accent: "#7a3ff2" }\ndifficulty: easy',
  );
  await edit(
    join(copy.dir, "01-echo", "lesson.md"),
    "minutes:",
    "limits: { socketsPerRoom: 3 }\ncheckLimits: { turnFuel: 5 }\nminutes:",
  );
  const loaded = await loadCourse(copy.dir);
  assert.deepEqual(loaded.info, { title: "Ours", colors: { accent: "#7a3ff2" } });
  assert.equal(loaded.lesson("echo")?.title, "Echo");
  assert.deepEqual([loaded.limits("echo"), loaded.limits("reverse")], [{ socketsPerRoom: 3 }, undefined]);
  assert.deepEqual([loaded.checkLimits("echo"), loaded.checkLimits("reverse")], [{ turnFuel: 5 }, undefined]);
});

test("LE8 a lesson can start from the solution of the previous one", async () => {
  await using copy = await scratch();
  await edit(join(copy.dir, "02-reverse", "lesson.md"), "minutes:", "start: previous\nminutes:");
  await rm(join(copy.dir, "02-reverse", "loop", "start.ts"));
  const loaded = await loadCourse(copy.dir);
  assert.equal(loaded.files("reverse")?.start("loop"), join(copy.dir, "01-echo", "loop", "solution.ts"));
  assert.equal(loaded.lesson("reverse")?.listings.loop.start, loaded.lesson("echo")?.listings.loop.solution);
});

test("LE8 a byte-order mark at the beginning of a course's files is ignored, by the linter too", async () => {
  await using copy = await scratch();
  const names = ["lesson.md", "tour.md", "checks.ts", "loop/start.ts", "mistakes/loop-answers-once.ts"];
  for (const file of ["course.md", ...names.map((name) => join("01-echo", name))])
    await edit(join(copy.dir, file), /^/g, "\uFEFF");
  const loaded = await loadCourse(copy.dir);
  assert.doesNotMatch(JSON.stringify(loaded.lesson("echo")), /\uFEFF/);
  const { text, starts } = await readLinted(loaded, "echo");
  assert.doesNotMatch(text + starts.loop, /\uFEFF/);
});

test("LE8 a wrong name, a duplicate, a missing file and an unknown lesson are refused", async () => {
  await using copy = await scratch();
  const echo = join(copy.dir, "01-echo");
  await rename(echo, join(copy.dir, "echo"));
  await refused(copy.dir, "echo", /Use, for example, `03-reverse`/);
  await rename(join(copy.dir, "echo"), join(copy.dir, "02-echo"));
  await refused(copy.dir, "02-reverse", /`02-echo` has the same number or name/);
  await rename(join(copy.dir, "02-echo"), join(copy.dir, "09-reverse"));
  await refused(copy.dir, "09-reverse", /`02-reverse` has the same number or name/);
  await rename(join(copy.dir, "09-reverse"), join(copy.dir, "09-echoes"));
  await refused(copy.dir, "02-reverse/lesson.md", /lesson\.md:4: There is no lesson `echo`/);
  await rename(join(copy.dir, "09-echoes"), echo);
  await loadCourse(copy.dir);
  await refused(join(copy.dir, "none"), "", /none: There is no such folder\./);
  await rm(join(echo, "axum.rs"));
  await refused(copy.dir, "01-echo/axum.rs", /file is missing/);
});

test("LE8 unknown related lessons, and lessons that require themselves or each other, are refused in the file that names them", async () => {
  await using copy = await scratch();
  const [echo, tour] = [join(copy.dir, "01-echo", "lesson.md"), join(copy.dir, "01-echo", "tour.md")];
  await edit(echo, "minutes:", "requires: [echo]\nminutes:");
  await refused(copy.dir, "01-echo/lesson.md", /lesson\.md:4: The lesson requires itself\./);
  await edit(echo, "requires: [echo]", "requires: [reverse]");
  await refused(copy.dir, "02-reverse/lesson.md", /lesson\.md:4: It and `echo` require each other\. Remove `echo`/);
  await edit(echo, "requires: [reverse]", "requires: [split]");
  await edit(join(copy.dir, "03-split", "lesson.md"), "minutes:", "requires: [reverse]\nminutes:");
  await refused(copy.dir, "03-split/lesson.md", /It and `reverse` require each other\./);
  await edit(echo, "requires: [split]\n", "");
  await edit(tour, /$/g, "\n## Related\n\n- ecko\n");
  await refused(copy.dir, "01-echo/tour.md", /There is no lesson `ecko`/);
});

test("LE8 a mistake that names no check, and a checks file that cannot be loaded, are refused", async () => {
  await using copy = await scratch();
  const mistake = join(copy.dir, "01-echo", "mistakes", "loop-answers-once.ts");
  await writeFile(mistake, "// style: loop\n// check: sends-nothing\n// hint: none\n");
  await refused(copy.dir, "01-echo/mistakes/loop-answers-once.ts", /No check has the id `sends-nothing`/);
  await writeFile(mistake, "// style: both\n");
  await refused(copy.dir, "01-echo/mistakes/loop-answers-once.ts", /does not state its style/);
  await rm(mistake);
  await writeFile(join(copy.dir, "01-echo", "checks.ts"), "export {};\n");
  await refused(copy.dir, "01-echo/checks.ts", /checks\.ts: The checks cannot be loaded: There is no check/);
});

test("LE8 broken code in a checks file is refused with its line", async () => {
  await using copy = await scratch();
  const file = join(copy.dir, "01-echo", "checks.ts");
  for (const [code, words] of [
    ["const a = ;", /Expression expected/],
    ["enum A {}", /enum is not supported/],
    ['throw new Error("not\\ntoday");', /not\ntoday/],
    ["(() => nothing())();", /nothing is not defined/],
    ['import { no } from "ws101/checks";', /export named 'no'/],
    ['import "./nowhere.ts";', /Cannot find module '.*nowhere\.ts'/],
    ['import "no-package/part";', /Cannot find package 'no-package'/],
    ['import "node:nothing";', /No such built-in module/],
    ['check("", () => {});', /A check has no title/],
  ] as const) {
    await writeFile(file, `import { check } from "ws101/checks";\n// The mistake:\n${code}\n`);
    await refused(copy.dir, "01-echo/checks.ts", new RegExp(`checks\\.ts:3: .*${words.source}`, "s"));
  }
});

test("LE8 a checks file that never finishes loading is refused when its thread has had its time, and the next one is listed", async () => {
  await using copy = await scratch();
  await edit(join(copy.dir, "01-echo", "checks.ts"), /$/g, "\nwhile (true);\n");
  await using thread = new ChecksThread(3_000);
  const { course: loaded, errors } = await loadLessons(copy.dir, (file) => thread.list(file));
  assert.deepEqual(
    errors.map(({ file, problem }) => [file, problem]),
    [[join(copy.dir, "01-echo", "checks.ts"), "The checks do not finish loading."]],
  );
  assert.equal(loaded.lesson("split")?.checks.length, 2);
});

test("LE8 a lesson that cannot be loaded does not keep the others from being loaded", async () => {
  await using copy = await scratch();
  await writeFile(join(copy.dir, "01-echo", "lesson.md"), "no front matter");
  await rm(join(copy.dir, "03-split", "checks.ts"));
  const { course: loaded, errors } = await loadLessons(copy.dir);
  assert.deepEqual(
    loaded.lessons().map(({ slug }) => slug),
    ["reverse"],
  );
  assert.deepEqual(
    errors.map(({ file, line }) => [file, line]),
    [
      [join(copy.dir, "01-echo", "lesson.md"), 1],
      [join(copy.dir, "03-split", "checks.ts"), null],
    ],
  );
});
