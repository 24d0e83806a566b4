// The lessons as files: complete, short, and correct under the types the editor uses.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { isDefault } from "../../server/checks/hints.ts";
import { CourseError, parseFrontMatter } from "../../server/course/front-matter.ts";
import { type Hint, type Style, styles } from "../../server/protocol/lesson.ts";
import { correctFiles, course, handlerFiles, lessonsDir, typeErrors } from "./handlers.ts";

const longestText = 120;

function filesOf(slug: string) {
  return course.files(slug) ?? assert.fail(`${slug} has no files`);
}

test("LE9 a lesson's text without its hints is at most 120 lines, in steps, with a try button and text for after", async () => {
  for (const { slug } of course.lessons()) {
    const { text } = filesOf(slug);
    const { body } = parseFrontMatter(text, await readFile(text, "utf8"));
    const lines = body
      .replaceAll(/^:::hint\b.*?^:::$/gms, "")
      .trimEnd()
      .split("\n").length;
    assert.ok(lines <= longestText, `${text} has ${lines} lines; the limit is ${longestText}`);
    const lesson = course.lesson(slug);
    assert.match(lesson?.html ?? "", /<section class="step".*<button type="button" class="try"/s, slug);
    assert.match(lesson?.afterHtml ?? "", /<h2>/, slug);
  }
});

test("LE9 a lesson's folder contains no unused files", async () => {
  for (const { slug } of course.lessons()) {
    const files = filesOf(slug);
    const own = styles.flatMap((style) => [join(files.folder, style, "start.ts"), files.solution(style)]);
    const known = [files.text, files.checks, files.tour, files.axum, ...own, ...files.mistakes.map(({ file }) => file)];
    const entries = await readdir(files.folder, { recursive: true, withFileTypes: true });
    const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    assert.deepEqual(
      found.map((file) => relative(lessonsDir, file)).sort(),
      known.map((file) => relative(lessonsDir, file)).sort(),
    );
  }
});

test("LE9 each tour covers both solutions and axum.rs, and each axum.rs is a program for Axum 0.8", async () => {
  for (const { slug } of course.lessons()) {
    const { tour } = course.lesson(slug) ?? assert.fail(`${slug} has no tour`);
    assert.deepEqual(
      tour.listings.map(({ file }) => file),
      ["loop/solution.ts", "events/solution.ts", "axum.rs"],
    );
    for (const { file, steps } of tour.listings) assert.ok(steps.length >= 3, `${slug}: ${file}`);
    const axum = course.lesson(slug)?.listings.axum ?? "";
    assert.match(axum, /^\/\/ Axum 0\.8/);
    assert.match(axum, /async fn main\(\).*any\(upgrade\).*on_upgrade\(/s);
    assert.doesNotMatch(axum, /Message::Text\(String|get\(upgrade|Message::Ping\(vec/);
  }
});

test("LE9 starts, solutions, mistakes and correct solutions have no type errors under the types the editor uses", async () => {
  const correct = await correctFiles();
  assert.equal(await typeErrors([...handlerFiles(), ...correct.map(({ file }) => file)]), "");
});

test("LE9 a type error in a handler is detected", async () => {
  const wrong = `import type { Socket } from "ws101";\nexport default (socket: Socket) => socket.send(1);\n`;
  assert.match(await typeErrors([], { "wrong.ts": wrong }), /wrong\.ts\(2,\d+\): error TS2345/);
  const dom = `export const title = document.title;\n`;
  assert.match(await typeErrors([], { "dom.ts": dom }), /dom\.ts\(1,\d+\): error TS/);
});

test("LE14 each check is failed by a mistake and has a default hint, and each specific hint is shown by a mistake", () => {
  for (const { slug } of course.lessons()) {
    const { checks, hints } = course.lesson(slug) ?? assert.fail(slug);
    const { mistakes } = filesOf(slug);
    for (const { id } of checks)
      assert.ok(
        mistakes.some(({ check }) => check === id),
        `${slug}: no mistake fails ${id}`,
      );
    for (const style of styles)
      for (const { id } of checks)
        assert.equal(hintsFor(hints, id, style).filter(isDefault).length, 1, `${slug}: ${id}`);
    for (const hint of hints.filter((one) => !isDefault(one))) {
      const shown = mistakes.some((mistake) => mistake.check === hint.check && plain(hint.html).includes(mistake.hint));
      assert.ok(shown, `${slug}: no mistake shows the hint "${plain(hint.html)}"`);
    }
  }
});

test("LE14 a mistake names exactly one hint of its lesson, or none", () => {
  for (const { slug } of course.lessons()) {
    const { hints } = course.lesson(slug) ?? assert.fail(slug);
    for (const { file, style, check, hint } of filesOf(slug).mistakes) {
      if (hint === "none") continue;
      const fitting = hintsFor(hints, check, style).filter((one) => plain(one.html).includes(hint));
      assert.equal(
        fitting.length,
        1,
        new CourseError(file, 3, `"${hint}" is in ${fitting.length} hints.`, "Name one.").message,
      );
    }
  }
});

function hintsFor(hints: readonly Hint[], id: string, style: Style): Hint[] {
  return hints.filter((hint) => hint.check === id && (hint.style ?? style) === style);
}

function plain(html: string): string {
  return html
    .replace(/<[^>]+>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
}
