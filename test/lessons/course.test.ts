// Loading a folder of lessons as a course, and what is refused.
import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { CourseError } from "../../server/course/front-matter.ts";
import { loadCourse } from "../../server/course/load.ts";
import { lessonSchema, lessonSummarySchema } from "../../server/protocol/lesson.ts";

const lessons = fileURLToPath(new URL("../../lessons", import.meta.url));

const copied = ["02-echo", "03-reverse", "05-split"];

/** Of all lessons, in order. */
async function folders(): Promise<string[]> {
  return (await readdir(lessons)).filter((name) => /^\d\d-/.test(name)).sort();
}

/** A temporary copy of three lessons without references to others. */
async function scratch() {
  const dir = await mkdtemp(join(tmpdir(), "ws101-course-"));
  for (const name of ["course.md", ...copied]) await cp(join(lessons, name), join(dir, name), { recursive: true });
  for (const name of copied) await edit(join(dir, name, "tour.md"), /^- (json-protocol|broadcast)$/gm, "");
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
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
  const course = await loadCourse(lessons);
  const summaries = course.lessons();
  assert.deepEqual(
    summaries.map(({ number, slug }) => `${number} ${slug}`),
    (await folders()).map((name) => `${Number(name.slice(0, 2))} ${name.slice(3)}`),
  );
  for (const summary of summaries) {
    assert.deepEqual(lessonSummarySchema.parse(summary), summary);
    const lesson = course.lesson(summary.slug);
    assert.deepEqual(lessonSchema.parse(lesson), lesson);
  }
  assert.equal(course.clock("split"), "stepped");
  assert.equal(course.clock("echo"), undefined);
  assert.equal(course.lesson("nothing"), undefined);
  assert.equal(course.files("__proto__"), undefined);
});

test("LE1 a course's title and color, and a lesson's limits, belong to the course that is loaded", async () => {
  await using copy = await scratch();
  await edit(
    join(copy.dir, "course.md"),
    /^difficulty: easy$/gm,
    'title: Ours\ncolors: { accent: "#7a3ff2" }\ndifficulty: easy',
  );
  await edit(join(copy.dir, "02-echo", "lesson.md"), "minutes:", "limits: { socketsPerRoom: 3 }\nminutes:");
  const course = await loadCourse(copy.dir);
  assert.deepEqual(course.info, { title: "Ours", colors: { accent: "#7a3ff2" } });
  assert.notEqual(course.lesson("echo")?.title, "Ours");
  assert.deepEqual([course.limits("echo"), course.limits("reverse")], [{ socketsPerRoom: 3 }, undefined]);
});

test("LE8 a lesson can start from the solution of the previous one", async () => {
  await using copy = await scratch();
  await edit(join(copy.dir, "03-reverse", "lesson.md"), "minutes:", "start: previous\nminutes:");
  await rm(join(copy.dir, "03-reverse", "loop", "start.ts"));
  const course = await loadCourse(copy.dir);
  assert.equal(course.files("reverse")?.start("loop"), join(copy.dir, "02-echo", "loop", "solution.ts"));
  assert.equal(course.lesson("reverse")?.listings.loop.start, course.lesson("echo")?.listings.loop.solution);
});

test("LE8 a wrong name, a duplicate, a missing file and an unknown lesson are refused", async () => {
  await using copy = await scratch();
  const echo = join(copy.dir, "02-echo");
  await rename(echo, join(copy.dir, "echo"));
  await refused(copy.dir, "echo", /Use, for example, `03-reverse`/);
  await rename(join(copy.dir, "echo"), join(copy.dir, "03-echo"));
  await refused(copy.dir, "03-reverse", /`03-echo` has the same number or name/);
  await rename(join(copy.dir, "03-echo"), join(copy.dir, "09-reverse"));
  await refused(copy.dir, "09-reverse", /`03-reverse` has the same number or name/);
  await rename(join(copy.dir, "09-reverse"), join(copy.dir, "09-echoes"));
  await refused(copy.dir, "03-reverse/lesson.md", /no lesson `echo`/);
  await rename(join(copy.dir, "09-echoes"), echo);
  await loadCourse(copy.dir);
  await rm(join(echo, "axum.rs"));
  await refused(copy.dir, "02-echo/axum.rs", /file is missing/);
});

test("LE8 a mistake that names no check, and a checks file that cannot be loaded, are refused", async () => {
  await using copy = await scratch();
  const mistake = join(copy.dir, "02-echo", "mistakes", "loop-first-only.ts");
  await writeFile(mistake, "// style: loop\n// check: sends-nothing\n// hint: none\n");
  await refused(copy.dir, "02-echo/mistakes/loop-first-only.ts", /No check has the id `sends-nothing`/);
  await writeFile(mistake, "// style: both\n");
  await refused(copy.dir, "02-echo/mistakes/loop-first-only.ts", /does not state its style/);
  await rm(mistake);
  await writeFile(join(copy.dir, "02-echo", "checks.ts"), "export {};\n");
  await refused(copy.dir, "02-echo/checks.ts", /checks cannot be loaded/);
});
