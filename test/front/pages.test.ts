// The documents that the front answers: what stands in them, for whom, and what nobody can put into them.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { referenceIds } from "../../server/course/reference.ts";
import { bootSchema } from "../../server/protocol/boot.ts";
import { closeCodeMeaning, maySendCloseCode } from "../../server/protocol/rfc6455.ts";
import { echo } from "./handlers.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { problemIn, Visitor } from "./visitor.ts";

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

function bootIn(document: string) {
  const [, json = ""] = /<script type="application\/json" id="ws101-boot">(.*?)<\/script>/s.exec(document) ?? [];
  return bootSchema.parse(JSON.parse(json));
}

/** What a reader sees of HTML, tags and scripts taken away. */
function readable(html: string): string {
  const text = html.replace(/<script.*?<\/script>/gs, "").replace(/<[^>]*>/g, "");
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&"); // biome-ignore format: one entity after the other
}

test("SR1 the course's document lists the lessons with links and states, and the one to resume", async () => {
  using visitor = new Visitor(server.url);
  const first = await visitor.call("/lessons", { headers: browser });
  assert.equal(first.status, 200);
  const { course, progress } = bootIn(first.text);
  assert.ok(course.lessons.length >= 5);
  for (const { slug } of course.lessons) assert.match(first.text, new RegExp(`<a href="/lessons/${slug}">`));
  assert.ok(readable(first.text).includes(`Start: ${course.lessons[0]?.title}`));
  assert.deepEqual(progress, { lessons: [] });
  await visitor.load(echo("mine"));
  await visitor.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  const later = await visitor.call("/lessons", { headers: browser });
  assert.match(readable(later.text), /\d of \d checks|Passed/);
  assert.match(later.text, /data-state="(begun|done)"/);
});

test("SR1 a lesson's document has its text, checks and highlighted code, and the same as data", async () => {
  using visitor = new Visitor(server.url);
  const { text } = await visitor.call("/lessons/echo", { headers: browser });
  const { lesson, code } = bootIn(text);
  const heading = readable(/<h2[^>]*>(.*?)<\/h2>/s.exec(lesson?.html ?? "")?.[1] ?? assert.fail("no heading"));
  assert.ok(readable(text).includes(heading), heading);
  for (const { title } of lesson?.checks ?? []) assert.ok(readable(text).includes(title), title);
  assert.match(text, /<section class="editor-waiting"[^>]*>\s*<pre class="shiki/);
  assert.match(readable(text), /export default async function handle\(socket: Socket\)/);
  assert.doesNotMatch(text, /<button type="button" class="try"(?! disabled)/);
  assert.deepEqual([code?.version, code?.style, code?.source], [0, "loop", lesson?.listings.loop.start]);
  assert.equal((await visitor.code()).room, code?.room);
});

test("SR1 the document shows the last saved code in its style", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("in a loop"));
  const source = 'import { WebSocketServer } from "ws";\nnew WebSocketServer({ port: 1 }); // mine\n';
  await visitor.load(source, { style: "events" });
  const { text } = await visitor.call("/lessons/echo", { headers: browser });
  assert.equal(bootIn(text).code?.source, source);
  assert.match(text, /aria-pressed="true">Events/);
  assert.match(readable(text), /\/\/ mine/);
});

test("SR1 on a narrow screen each pane has its own URL", async () => {
  using visitor = new Visitor(server.url);
  const shown = async (query: string) =>
    /id="pane-(\w+)"[^>]*data-shown="true"/.exec((await visitor.call(`/lessons/echo${query}`)).text)?.[1];
  assert.equal(await shown(""), "lesson");
  assert.equal(await shown("?pane=code"), "code");
  assert.equal(await shown("?pane=<script>"), "lesson");
});

const hostile = [
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "</pre></section><img src=x onerror=alert(1)>",
  "&lt;not an entity&gt;",
  "\u2028line\u2029paragraph",
  "safe\u202eesrever\u2066\u200b",
];

test("SR2 a learner's text closes no tag and no script, highlighted or plain, and is returned unchanged", async (t) => {
  for (const text of hostile) {
    await t.test(`SR2 ${JSON.stringify(text)}`, async () => {
      using visitor = new Visitor(server.url);
      const source = `// ${text}\n${echo("mine")}`;
      await visitor.save(source);
      const answers = [
        await visitor.call("/lessons/echo", { headers: browser }),
        await visitor.call("/lessons/echo", { headers: browser }),
      ];
      for (const { text: document } of answers) {
        assert.equal(bootIn(document).code?.source, source);
        assert.doesNotMatch(document, /<img|<script>|alert\(1\)<\/script>|<!--/);
        assert.doesNotMatch(document, /[\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/);
      }
    });
  }
});

test("SR1 a document has a title, a description, a canonical URL and a card", async () => {
  await using public_ = await serve({ config: { publicUrl: new URL("https://learn.example") } });
  using visitor = new Visitor(public_.url);
  const { text } = await visitor.call("/lessons/echo?pane=code", { headers: browser });
  const { lesson } = bootIn(text);
  for (const part of [
    `<title>${lesson?.title} · ws101</title>`,
    '<link rel="canonical" href="https://learn.example/lessons/echo"',
    '<meta property="og:image" content="https://learn.example/card/echo.png"',
    '<meta property="og:url" content="https://learn.example/lessons/echo"',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(text.includes(`<meta name="description" content="${lesson?.summary}"`));
  assert.match(text, /<link rel="ws101-preload"[^>]*href="\/assets\/monaco-editor[^"]*\.js"/);
  assert.doesNotMatch((await visitor.call("/lessons", { headers: browser })).text, /ws101-preload/);
});

test("SR5 an error is a page for a browser and problem details for every other client", async () => {
  using visitor = new Visitor(server.url);
  const lost = await visitor.call("/lessons/nothing", { headers: browser });
  assert.deepEqual([lost.status, lost.headers["content-type"]], [404, "text/html; charset=utf-8"]);
  assert.match(readable(lost.text), /Lesson not found[\s\S]*There is no lesson "nothing"\./);
  assert.match(lost.text, /<link rel="stylesheet"/);
  assert.doesNotMatch(lost.text, /type="module"/);
  assert.equal(lost.headers["set-cookie"], undefined, "nobody is made a learner by a dead link");
  const script = await visitor.call("/%3Cscript%3Ealert(1)%3C/script%3E", { headers: browser });
  assert.doesNotMatch(script.text, /<script>alert/);
  assert.equal(problemIn(await visitor.call("/lessons/nothing")).status, 404);
  assert.equal(problemIn(await visitor.call("/api/lessons/nothing", { headers: browser })).status, 404);
  const strange = await visitor.call("/", { headers: { ...browser, host: "evil.example" } });
  assert.deepEqual([strange.status, strange.headers["content-type"]], [421, "text/html; charset=utf-8"]);
});

test("SR5 a draft that is not there leads to the playground, and a slash at the end to the page without it", async () => {
  using visitor = new Visitor(server.url);
  const draft = await visitor.call("/play/none", { headers: browser });
  assert.equal(draft.status, 404);
  assert.match(draft.text, /Draft not found[\s\S]*href="\/play">Open the playground/);
  const goes = async (path: string) => (await visitor.call(path, { headers: browser })).headers.location;
  assert.equal(await goes("/lessons/echo/?pane=code"), "/lessons/echo?pane=code");
  assert.equal(await goes("/guides/models/"), "/guides/models");
  for (const path of ["//example.com/", "/\\example.com/", "/%2fexample.com/", "/api/lessons/", "/lessons//"])
    assert.equal(await goes(path), undefined, path);
});

test("SR1 a new build is served immediately, and the last one while there is none", async () => {
  const webDir = mkdtempSync(join(tmpdir(), "ws101-web-"));
  cpSync(fileURLToPath(new URL("../../build/web", import.meta.url)), webDir, { recursive: true });
  await using copied = await serve({ config: { webDir } });
  using visitor = new Visitor(copied.url);
  const file = join(webDir, "index.html");
  const built = readFileSync(file, "utf8");
  assert.doesNotMatch((await visitor.call("/lessons")).text, /built anew/);
  writeFileSync(join(webDir, "new.js"), "1;");
  writeFileSync(file, built.replace("</body>", "<!-- built anew --></body>"));
  assert.match((await visitor.call("/lessons")).text, /built anew/);
  assert.equal((await visitor.call("/new.js")).text, "1;");
  rmSync(file);
  assert.match((await visitor.call("/lessons")).text, /built anew/);
  rmSync(webDir, { recursive: true });
});

test("SR17 the reference is one document with every entry; the course and the lessons link to it", async () => {
  using visitor = new Visitor(server.url);
  const { status, text } = await visitor.call("/reference", { headers: browser });
  assert.equal(status, 200);
  for (const id of referenceIds())
    assert.ok(text.includes(`<article class="reference-entry card prose" id="${id}"`), id);
  for (const path of ["/", "/lessons", "/lessons/echo"]) {
    assert.match((await visitor.call(path, { headers: browser })).text, /<a [^>]*href="\/reference"/, path);
  }
  for (const path of ["/", "/lessons", "/reference", "/guides/choosing"]) {
    assert.match((await visitor.call(path, { headers: browser })).text, /<a [^>]*href="\/guides\/models"/, path);
  }
});

test("SR17 the table of close codes says of every code what servers and handlers do with it", async () => {
  using visitor = new Visitor(server.url);
  const { text } = await visitor.call("/reference", { headers: browser });
  const cells = (row: string) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = ""]) => readable(cell));
  const [, table = ""] = /id="close-codes".*?<tbody>(.*?)<\/tbody>/s.exec(text) ?? [];
  const rows = table
    .split("</tr>")
    .map(cells)
    .filter((row) => row.length === 4);
  const rowOf = (code: number) =>
    rows.find(([codes = ""]) => {
      const [from = 0, to = from] = codes.split("–").map(Number);
      return from <= code && code <= to;
    });
  for (let code = 0; code < 5_000; code++) {
    const [, name, detail, sender] = rowOf(code) ?? [];
    assert.equal(`${name}: ${detail}`, closeCodeMeaning(code), String(code));
    assert.equal(sender !== "Nobody", maySendCloseCode(code), String(code));
  }
  assert.deepEqual(
    [1010, 1012, 1011].map((code) => rowOf(code)?.[3]),
    ["The client", "The server", "Either side"],
  );
});
