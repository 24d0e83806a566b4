// A course that follows its files.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Course } from "../../server/course/load.ts";
import { WatchedCourse } from "../../server/course/watched-course.ts";
import type { CourseState } from "../../server/protocol/lesson.ts";
import { writeCourse } from "./written-course.ts";

const waitMs = 60_000;

describe("a watched course", () => {
  const listeners = new Set<(state: CourseState) => void>();
  let written: Awaited<ReturnType<typeof writeCourse>>;
  let watched: WatchedCourse;
  let course: Course;
  before(async () => {
    written = await writeCourse({ first: {}, second: {} });
    const onChange = (state: CourseState) => {
      for (const listener of listeners) listener(state);
    };
    watched = await WatchedCourse.open(written.dir, { log: { warn: () => {} }, onChange });
    course = watched.course;
  });
  after(async () => {
    await watched?.[Symbol.asyncDispose]();
    await written?.[Symbol.asyncDispose]();
  });

  /** Makes a change and waits until the course is as expected: on the way, it may have read a half-written file. */
  async function until(change: () => Promise<void>, isExpected: (state: CourseState) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const listener = (state: CourseState) => {
      if (isExpected(state)) resolve();
    };
    listeners.add(listener);
    const timer = setTimeout(() => reject(new Error(`The course is ${JSON.stringify(course.state())}`)), waitMs);
    try {
      await change();
      await promise;
    } finally {
      clearTimeout(timer);
      listeners.delete(listener);
    }
  }

  const errorsNow = () => course.state()?.errors ?? [];
  const positions = () => errorsNow().map(({ lesson, pane, file, line }) => [lesson, pane, file, line]);
  const slugs = () => course.lessons().map(({ slug }) => slug);
  const path = (name: string) => join(written.dir, name);
  const edit = async (name: string, from: string | RegExp, to: string) => {
    const text = await readFile(path(name), "utf8");
    // At once: the course, in the same process, must not find the file while it is empty.
    writeFileSync(path(name), text.replace(from, to));
  };

  test("LE21 a saved file, also one that an editor renames over the old one, gives the lesson its new text", async () => {
    const html = (slug: string) => course.lesson(slug)?.html ?? "";
    const second = course.lesson("second");
    await until(
      () => edit("01-first/lesson.md", "## One message", "## Just one message"),
      () => html("first").includes("Just one message"),
    );
    const text = await readFile(path("01-first/lesson.md"), "utf8");
    await writeFile(path("lesson.tmp"), text.replace("Just one message", "A single message"));
    await until(
      () => rename(path("lesson.tmp"), path("01-first/lesson.md")),
      () => html("first").includes("A single message"),
    );
    assert.deepEqual(course.lesson("second"), second);
  });

  test("LE21 what cannot be loaded stays as it was, with an error for the pane it concerns, until it is fixed", async () => {
    const inLesson = ["first", "lesson", "01-first/lesson.md", 33];
    const title = course.lesson("first")?.title;
    await until(
      () => edit("01-first/lesson.md", ":::try", ":::press"),
      () => isDeepStrictEqual(positions(), [inLesson]),
    );
    const { problem, remedy } = errorsNow()[0] ?? {};
    assert.match(`${problem} ${remedy}`, /No directive is called `press`\. Known directives: /);
    assert.equal(course.lesson("first")?.title, title);
    await until(
      () => edit("02-second/checks.ts", "check(", "chec("),
      () => isDeepStrictEqual(positions(), [inLesson, ["second", "checks", "02-second/checks.ts", 4]]),
    );
    assert.equal(course.lesson("second")?.checks.length, 2);
    await until(
      async () => {
        await edit("01-first/lesson.md", ":::press", ":::try");
        await edit("02-second/checks.ts", "chec(", "check(");
      },
      ({ errors }) => errors.length === 0,
    );
  });

  test("LE21 new folders join the course, and removed ones leave it", async () => {
    await until(
      () => cp(path("02-second"), path("03-third"), { recursive: true }),
      () => slugs().join() === "first,second,third",
    );
    await until(
      () => rm(path("03-third"), { recursive: true }),
      () => slugs().join() === "first,second",
    );
    assert.deepEqual(errorsNow(), []);
  });

  test("LE21 a lesson follows the solution that it starts from, and course.md", async () => {
    await rm(path("02-second/loop/start.ts"));
    await until(
      () => edit("02-second/lesson.md", "difficulty: easy", "start: previous"),
      () => course.lesson("second")?.listings.loop.start.includes("toUpperCase") === true,
    );
    await until(
      () => edit("01-first/loop/solution.ts", "message.data.toUpperCase()", "message.data.toLocaleUpperCase()"),
      () => course.lesson("second")?.listings.loop.start.includes("toLocaleUpperCase") === true,
    );
    await until(
      () => writeFile(path("course.md"), "---\ntitle: Ours\ndifficulty: hard\n---\n"),
      () => course.info.title === "Ours" && course.lesson("second")?.difficulty === "hard",
    );
    await until(
      () => writeFile(path("course.md"), "---\ntitle: Ours\ndifficulty: hard\nheading: Mine\n---\n"),
      () => isDeepStrictEqual(positions(), [[null, "lesson", "course.md", 4]]),
    );
    await until(
      () => writeFile(path("course.md"), "no front matter"),
      ({ errors }) => errors.some(({ problem }) => problem.includes("no front matter")),
    );
    assert.deepEqual([course.info.title, slugs()], ["Ours", ["first", "second"]]);
  });
});
