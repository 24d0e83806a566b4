// The program of the landing page: ws101's own, a course's own, and what an author has to fix.
import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Landing, loadLanding } from "../../server/course/landing.ts";
import { lintGuides } from "../../server/course/lint/cells.ts";
import { loadCourse, loadLessons } from "../../server/course/load.ts";
import { landingCard } from "../../server/front/pages/card.ts";
import { landingDocument } from "../../server/front/pages/landing-page.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { durationText } from "../../server/protocol/progress.ts";
import { writeCourse } from "./written-course.ts";

const plain = (code: string) =>
  `<pre><code><span class="line">${code.replaceAll("\n", '</span>\n<span class="line">')}</span></code></pre>`;
const lessons = join(import.meta.dirname, "../../lessons");
const handler = 'export default async function handle(socket) {\n  await socket.send("hi");\n}\n';

/** `landing/` of a course: its front matter as lines, and its handler. */
async function writeLanding(dir: string, front: string, source = handler) {
  await mkdir(join(dir, "landing"), { recursive: true });
  await writeFile(join(dir, "landing/landing.md"), `---\n${front}\n---\n\n## For us\n\nOur [first](lesson:one).\n`);
  await writeFile(join(dir, "landing/handler.ts"), source);
}

const good = `sends: [a x]\nlines:\n  - name: Hi\n    line: 'await socket.send("hi");'\n    replies: [[a hi, b hi]]`;

const documentOf = (
  landing: Landing | null,
  title: string,
  accent: string | undefined,
  summaries: readonly LessonSummary[],
) => {
  const head = { title, description: "", origin: "http://x", path: "/", accent };
  const boot = { course: { title, lessons: [...summaries] }, progress: { lessons: [] } };
  const built = { script: null, styles: [] };
  return landingDocument({ head, title, boot, guides: { guides: () => [] }, landing, built }).text;
};

test("LD2 ws101's own program has a line to change, others to choose, and a cell for each, with the replies it promises", async () => {
  const landing = await loadLanding(lessons, plain);
  assert.equal(landing.isOwn, true);
  assert.match(landing.lines[landing.changed] ?? "", /socket\.send\(text\);/);
  assert.ok(landing.lines.length <= 12);
  assert.ok(landing.choices.length >= 3);
  assert.deepEqual(landing.cells.map(({ id }) => id).slice(0, 2), ["landing", "landing.2"]);
  for (const [index, { source }] of landing.cells.entries())
    assert.ok(source.includes(`${landing.indent}${landing.choices[index]?.line}`));
  assert.ok(landing.cells.every(({ shown }) => new Set(shown.map(({ client }) => client)).size === 2));
});

test("LD2 a course without a program of its own has its title, colour and lessons, and nothing is said about its audience", async () => {
  await using written = await writeCourse({ one: {} });
  await writeFile(
    join(written.dir, "course.md"),
    '---\ntitle: Ours <3\ncolors: { accent: "#7a3ff2" }\ndifficulty: easy\n---\n',
  );
  const course = await loadCourse(written.dir);
  const landing = course.landing();
  assert.deepEqual([landing?.isOwn, landing?.html], [false, ""]);
  const text = documentOf(landing, course.info.title ?? "", "#7a3ff2", course.lessons());
  assert.match(text, /<h1>Ours &lt;3<\/h1>/);
  assert.match(text, /<style id="ws101-accent">/);
  assert.match(text, /href="\/lessons\/one"/);
  assert.match(text, /data-cell="landing"/);
  assert.match(text, /1 lesson · about \d+ minutes ·/);
  assert.doesNotMatch(text, /What it assumes|1 lessons|Each lesson takes/);
  const judge = () => assert.fail("ws101's own program is judged with ws101's own course");
  assert.deepEqual(await lintGuides(course, judge), []);
  assert.doesNotMatch(documentOf(null, "None", undefined, []), /class="demo/);
});

test("LD2 a course's own program and text take the place of ws101's, and the linter reads them", async () => {
  await using written = await writeCourse({ one: {} });
  await writeLanding(written.dir, good);
  await writeFile(join(written.dir, "landing/stray.ts"), "");
  const course = await loadCourse(written.dir);
  const landing = course.landing() ?? assert.fail();
  assert.deepEqual([landing.isOwn, landing.changed, landing.indent], [true, 1, "  "]);
  assert.match(documentOf(landing, "Ours", undefined, course.lessons()), /<div><h2>For us<\/h2>/);
  const judged: string[] = [];
  const found = await lintGuides(course, async ({ slug }) => {
    judged.push(slug);
    return { status: "pass", tests: [], problem: "" };
  });
  assert.deepEqual(judged, ["cell:landing"]);
  assert.deepEqual(found.map(({ rule }) => rule).sort(), ["type-error", "unused-file"]);
});

test("LD2 a program that cannot be loaded is refused with file, line and remedy, and does not hide the lessons", async () => {
  await using written = await writeCourse({ one: {} });
  const dir = written.dir;
  const refused = async (front: string, expected: RegExp, source = handler) => {
    await writeLanding(dir, front, source);
    const { course, errors } = await loadLessons(dir);
    assert.match(errors.map(({ message }) => message).join("\n"), expected);
    assert.deepEqual([course.lessons().length, course.landing()], [1, null]);
  };
  await refused("sends: [a x]", /landing\.md.*lines/);
  await refused(good.replace("[a x]", "[c x]"), /landing\.md:2.*must be like `a hello`/);
  await refused(good.replace("replies: [[a hi, b hi]]", "replies: []"), /`Hi` has 0 replies\..*Write 1 lists/s);
  await refused(good, /handler\.ts.*is no line of the handler/, "export default 1;\n");
  await refused(good, /handler\.ts.*is several lines/, handler.repeat(2));
  await rm(join(dir, "landing/handler.ts"));
  const { errors } = await loadLessons(dir);
  assert.match(errors[0]?.message ?? "", /handler\.ts.*Write the handler/s);
});

test("LD1 the card of the page shows the end of its handler, as code", async () => {
  const { lines } = await loadLanding(lessons, plain);
  const card = landingCard("Ours", [], lines);
  const text = card.lines.map((runs) => runs.map((run) => run.text).join(""));
  assert.deepEqual(text.slice(0, 2), ['wss.on("connection", (socket) => {', '  socket.on("message", (data) => {']);
  assert.equal(text.at(-1), "});");
});

test("LD1 the time that a course takes is shown to the nearest half hour", () => {
  assert.deepEqual([22, 50, 90, 141, 180].map(durationText), [
    "about 22 minutes",
    "about 1 hour",
    "about 1½ hours",
    "about 2½ hours",
    "about 3 hours",
  ]);
});

test("LD2 the program's file is the whole of what a visitor runs", async () => {
  const { cells } = await loadLanding(lessons, plain);
  assert.equal(cells[0].source, (await readFile(join(lessons, "landing/handler.ts"), "utf8")).trimEnd());
});
