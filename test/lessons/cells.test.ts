// Guides and their cells, and the reference's examples: every program runs, and every run shows what the page says.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startJudge } from "../../server/cli/local.ts";
import { cellMarkup, createCell } from "../../server/course/cell.ts";
import { CourseError } from "../../server/course/course-error.ts";
import { lintCells, lintGuides } from "../../server/course/lint/cells.ts";
import type { JudgeProgram } from "../../server/course/lint/verdict-rules.ts";
import { loadLessons } from "../../server/course/load.ts";
import { referenceExamples, referenceIds } from "../../server/course/reference.ts";
import { parseTryCommands } from "../../server/course/try-commands.ts";
import { cellLesson } from "../../server/protocol/lesson-names.ts";
import { course } from "./handlers.ts";
import { writeCourse } from "./written-course.ts";

let server: Awaited<ReturnType<typeof startJudge>>;
before(async () => {
  server = await startJudge(course);
});
after(() => server[Symbol.asyncDispose]());
const judge: JudgeProgram = (request) => server.judge(request);

const said = (problems: Awaited<ReturnType<typeof lintCells>>) =>
  problems.map(({ rule, file, line, problem }) => `${file.split("/").at(-1)}:${line} ${rule} ${problem}`);

test("LE25 every cell of the guides and every example of the reference type-checks and shows what its page says", async () => {
  const guides = course.guides();
  assert.deepEqual(
    guides.map(({ slug }) => slug),
    ["models", "choosing"],
  );
  assert.ok(guides.every(({ cells }) => cells.length >= 5));
  const examples = [...referenceExamples().values()];
  const problems = await Promise.all([lintGuides(course, judge), lintCells(examples, judge)]);
  assert.deepEqual(said(problems.flat()), []);
});

test("LE25 each aspect of the two models is one program in events and in loop style, and in Axum to read", async () => {
  const cells = course.guide("models")?.cells ?? [];
  const byName = Map.groupBy(cells, ({ id }) => id.split(".")[1]);
  for (const [name, pair] of byName) assert.deepEqual(pair.map(({ style }) => style).sort(), ["events", "loop"], name);
  const { html = "" } = course.guide("models") ?? {};
  assert.equal(html.match(/<details class="cell-axum/g)?.length, byName.size);
});

test("LE19 an example of the reference belongs to an entry", () => {
  for (const id of referenceExamples().keys()) assert.ok(referenceIds().has(id), id);
});

/** A cell of the course with changes. */
function cellWith(changes: { readonly source?: string; readonly shows?: string; readonly run?: string }) {
  const given = course.cell(cellLesson("models.owner.loop"));
  assert.ok(given);
  const at = { file: given.file, line: 1 };
  const run = "connect a; a send one";
  return createCell({ ...given, at, run, shows: "a receives 1: one", ...changes });
}

test("LE25 a cell that shows something else, more, nothing or a type error is reported with its line", async () => {
  const { source } = cellWith({});
  const cells = [
    cellWith({}),
    cellWith({ shows: "a receives one" }),
    cellWith({ run: "connect a; a send one; a send two" }),
    cellWith({ shows: "a receives 1: one; a closes 1000" }),
    cellWith({ source: source.replace("count += 1", "throw new Error('broken')") }),
    cellWith({ source: source.replace("message.data", "message.date") }),
    cellWith({ run: "a close 1000", shows: "a closes 1000" }),
    cellWith({
      source: source.replace("count += 1", "return await socket.close(1001)"),
      run: "connect a; a send one; a close 1000",
      shows: "a closes 1001",
    }),
  ];
  const found = said(await lintCells([...cells.map((cell, at) => ({ ...cell, id: `test.${at}` }))], judge));
  assert.equal(found.filter((line) => line.includes("cell-fails")).length, 7, found.join("\n"));
  assert.match(found.join("\n"), /owner\.loop\.ts:7 cell-fails .*broken/);
  assert.match(found.join("\n"), /cell-fails The run closes A, which is not connected: the page stops there\./);
  assert.match(found.join("\n"), /cell-fails .*expected the socket to stay open but the socket closed with 1001/);
  assert.match(found.join("\n"), /owner\.loop\.ts:8 type-error .*date/);
});

test("LE27 a cell can restart its server and end with a dial; both are compared with what the page says", async () => {
  const example = (id: string) => referenceExamples().get(id);
  const [shutdown, client] = [example("ws101-shutdown"), example("ws101-Client")];
  assert.ok(shutdown && client);
  const other = shutdown.source.replace("deploying", "bye");
  const mute = client.source.replace("hello from", "bye from");
  const changed = [
    { ...shutdown, id: "test.shutdown", source: other },
    { ...client, id: "test.client", source: mute },
  ];
  const found = said(await lintCells(changed, judge)).filter((line) => line.includes("cell-fails"));
  assert.match(found.join("\n"), /1001 "bye"/);
  assert.match(found.join("\n"), /bye from the client/);
  const run = (text: string) => () => cellWith({ run: text });
  assert.throws(run("connect a; dial; a send one"), /`dial` is not the last command\./);
  const button = (text: string) => () => parseTryCommands({ file: "lesson.md", line: 1, clients: ["A"] }, text);
  for (const command of ["restart", "dial"]) assert.throws(button(command), /is not a command/);
});

test("LE25 a course has guides of its own, which the linter reads with the lessons", async () => {
  await using written = await writeCourse({});
  const folder = join(written.dir, "guides/01-own");
  await mkdir(folder, { recursive: true });
  const cells = ':::cells{name=hi run="connect a" shows="a receives hi"}\n:::\n';
  const head = "---\ntitle: Our own\nsummary: A guide.\n---\n";
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write(
    "hi.events.ts",
    await readFile(join(import.meta.dirname, "../../server/course/examples/ws-WebSocket.ts"), "utf8"),
  );
  await write("guide.md", `${head}\n## Hello, world\n\n[x](lesson:nowhere) [y](guide:own)\n\n${cells}`);
  await write("stray.loop.ts", "");
  const { course: own, errors } = await loadLessons(written.dir);
  assert.deepEqual(errors, []);
  assert.deepEqual(own.guide("own")?.sections, [{ id: "hello-world", title: "Hello, world" }]);
  const found = said(await lintGuides(own, judge)).join("\n");
  assert.match(found, /guide\.md:8 broken-link `lesson:nowhere`/);
  assert.match(found, /stray\.loop\.ts:null unused-file/);
  assert.match(found, /hi\.events\.ts:1 cell-fails/);
  assert.doesNotMatch(found, /guide:own/);
});

test("LE25 a guide that cannot be loaded is refused with file, line and remedy", async () => {
  await using written = await writeCourse({});
  const folder = join(written.dir, "guides/01-own");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "hi.loop.ts"), "");
  const head = "---\ntitle: Our own\nsummary: A guide.\n---\n";
  const refused = async (text: string) => {
    await writeFile(join(folder, "guide.md"), text);
    const [error] = (await loadLessons(written.dir)).errors;
    assert.ok(error instanceof CourseError, text);
    return error.message.replace(written.dir, "");
  };
  const cells = (attributes: string) => `${head}:::cells{${attributes}}\n:::\n`;
  assert.match(await refused(cells('name=other run="connect a"')), /guide\.md:5: There is no program for `name=other`/);
  assert.match(
    await refused(cells('name=hi run="dance" shows="a receives x"')),
    /guide\.md:5: `dance` is not a command/,
  );
  assert.match(
    await refused(cells('name=hi run="connect a" shows="a dances"')),
    /guide\.md:5: `a dances` is not something/,
  );
  assert.match(await refused(cells('name=hi run="connect a"')), /guide\.md:5: `` is not something/);
  assert.match(await refused(`${head}:::step\n:::\n`), /No directive is called `step`\. Known directives: cells/);
  assert.match(await refused("---\ntitle: Our own\n---\n"), /guide\.md:1: `summary`/);
});

test("LE25 a cell's markup is text, whatever its program and its commands contain", () => {
  const cell = cellWith({ run: 'connect a; a send "<b>', shows: "a receives <i>'" });
  const html = cellMarkup({ ...cell, title: "<u>", label: '"x' }, (code) => `<pre class="shiki">${code.length}</pre>`);
  assert.match(html, /data-run="\[\{&quot;do&quot;:&quot;connect&quot;/);
  assert.match(html, /A sends <code>&quot;&lt;b&gt;<\/code>/);
  assert.match(html, /A receives <code>&lt;i&gt;&#39;<\/code>/);
  assert.match(html, /aria-label="&quot;x"/);
  assert.doesNotMatch(html, /<[bui]>(?!Example)/);
});
