// Templates of the playground: each compiles and does what its run shows, and its client page connects.
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startJudge } from "../../server/cli/local.ts";
import { lintCells, lintTemplates } from "../../server/course/lint/cells.ts";
import type { JudgeProgram } from "../../server/course/lint/verdict-rules.ts";
import { loadLessons } from "../../server/course/load.ts";
import { course } from "./handlers.ts";
import { writeCourse } from "./written-course.ts";

let server: Awaited<ReturnType<typeof startJudge>>;
before(async () => {
  server = await startJudge(course);
});
after(() => server[Symbol.asyncDispose]());
const judge: JudgeProgram = (request) => server.judge(request);

const said = (problems: Awaited<ReturnType<typeof lintTemplates>>) =>
  problems.map(({ rule, file, line, problem }) => `${file.split("/").slice(-2).join("/")}:${line} ${rule} ${problem}`);

test("TK1 every template of the course type-checks, does what its run shows, and has a client page that connects", async () => {
  const slugs = course.templates().map(({ template }) => template.slug);
  assert.deepEqual(slugs.slice(0, 5), ["blank-loop", "blank-events", "echo", "chat", "json-protocol"]);
  const blank = course.templates().slice(0, 2);
  const problems = await Promise.all([
    lintTemplates(course, judge),
    lintCells(
      blank.map(({ cell }) => cell),
      judge,
    ),
  ]);
  assert.deepEqual(said(problems.flat()), []);
});

const manifest = 'title: "Ours"\nsummary: Sends.\nstyle: events\nrun: connect a\nshows: a receives hi\n';
const handler = `import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 1 });
wss.on("connection", (socket) => socket.send("hi"));
`;

async function writeTemplates(templates: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const written = await writeCourse({});
  for (const [name, files] of Object.entries(templates)) {
    const folder = join(written.dir, "playground", name);
    await mkdir(folder, { recursive: true });
    for (const [file, text] of Object.entries({ "template.yml": manifest, "handler.ts": handler, ...files }))
      await writeFile(join(folder, file), text);
  }
  return written;
}

test("TK1 a template that does not do what it says, and a client page that cannot connect, are reported with their line", async () => {
  const page = (script: string) => `<!doctype html>\n<script>\n${script}\n</script>\n`;
  await using written = await writeTemplates({
    "01-good": { "client.html": page("new WebSocket(WS_URL);") },
    "02-silent": { "handler.ts": handler.replace('send("hi")', "ping()") },
    "03-throws": { "handler.ts": `${handler}throw new Error("broken");\n` },
    "04-typed": { "handler.ts": handler.replace("socket.send", "socket.sand") },
    "05-alone": { "client.html": page("console.log(1);") },
    "06-syntax": { "client.html": page("new WebSocket(WS_URL);\nconst = 1;"), "notes.txt": "" },
  });
  const { course: own, errors } = await loadLessons(written.dir);
  assert.deepEqual(errors, []);
  assert.equal(own.templates().length, 8);
  const found = said(await lintTemplates(own, judge)).sort();
  const expected = [
    /^02-silent\/handler\.ts:1 cell-fails .*but received a ping/,
    /^03-throws\/handler\.ts:\d cell-fails .*broken/,
    /^04-typed\/handler\.ts:4 cell-fails .*sand is not a function/,
    /^04-typed\/handler\.ts:4 type-error .*'sand'/,
    /^05-alone\/client\.html:null broken-page .*does not mention `WS_URL`/,
    /^06-syntax\/client\.html:4 broken-page /,
    /^06-syntax\/notes\.txt:null unused-file/,
  ];
  assert.equal(found.length, expected.length, found.join("\n"));
  for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? "", pattern);
});

test("TK1 a template that cannot be loaded is refused with its line, and a course without templates has the blank ones", async () => {
  await using written = await writeTemplates({ "01-ours": {} });
  const folder = join(written.dir, "playground/01-ours");
  const refused = async (file: string, text: string) => {
    await writeFile(join(folder, file), text);
    const [error] = (await loadLessons(written.dir)).errors;
    return error?.message.replace(folder, "") ?? "loaded";
  };
  assert.equal(await refused("template.yml", manifest), "loaded");
  assert.match(await refused("template.yml", manifest.replace("events", "waves")), /template\.yml:3: `style`: /);
  assert.match(await refused("template.yml", `${manifest}more: 1\n`), /Unrecognized key: "more"/);
  assert.match(await refused("template.yml", manifest.replace("connect a", "dance")), /:4: `dance` is not a command/);
  assert.match(await refused("template.yml", manifest.replace('"Ours"', '"Ours')), /template\.yml:\d: The YAML is inv/);
  assert.match(await refused("template.yml", "- 1\n"), /template\.yml:1: This is not a list of keys and values/);
  await writeFile(join(folder, "template.yml"), manifest);
  await rm(join(folder, "handler.ts"));
  assert.match((await loadLessons(written.dir)).errors[0]?.message ?? "", /handler\.ts: The file is missing/);
  await rm(join(written.dir, "playground"), { recursive: true });
  const { course: other } = await loadLessons(written.dir);
  assert.deepEqual(
    other.templates().map(({ template }) => template.slug),
    ["blank-loop", "blank-events"],
  );
});
