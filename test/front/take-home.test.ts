import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { projectFiles } from "../../server/eject/project.ts";
import { problemDetailsSchema } from "../../server/protocol/http.ts";
import { echo, notTypeScript } from "./handlers.ts";
import { server } from "./shared-server.ts";
import { parsed, Visitor } from "./visitor.ts";

async function download(cookie: string, style = "loop") {
  const response = await fetch(`${server.url}/api/lessons/echo/eject?style=${style}`, { headers: { cookie } });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

function filesIn(bytes: Uint8Array): Record<string, string> {
  const entries = Object.entries(unzipSync(bytes));
  return Object.fromEntries(entries.map(([path, content]) => [path, Buffer.from(content).toString()]));
}

test("FR18 the newest code is in a zip file with the files of `ws101 eject`, always the same bytes, and another learner's is not", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("older"));
  const source = echo("mine");
  await visitor.load(source);
  const { response, bytes } = await download(visitor.cookie);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/zip");
  assert.equal(response.headers.get("content-disposition"), "attachment; filename=ws101-echo-loop.zip");
  const file = new URL("../../lessons/02-echo/checks.ts", import.meta.url).pathname;
  const project = { slug: "echo", title: "Echo every message", style: "loop", source, page: null } as const;
  const expected = await projectFiles({ ...project, checks: { file, clock: "stepped" } });
  const files = filesIn(bytes);
  assert.deepEqual(files, Object.fromEntries([...expected].map(([path, text]) => [`ws101-echo-loop/${path}`, text])));
  assert.equal(files["ws101-echo-loop/handler.ts"], source);
  assert.deepEqual((await download(visitor.cookie)).bytes, bytes);
  assert.deepEqual(
    [bytes.readUInt16LE(10), bytes.readUInt16LE(12)],
    [0, 0x21],
    "midnight of the first of January 1980",
  );
  const start = await readFile(new URL("../../lessons/02-echo/events/start.ts", import.meta.url), "utf8");
  const events = filesIn((await download(visitor.cookie, "events")).bytes);
  assert.equal(events["ws101-echo-events/handler.ts"], start, "the other style was never saved");
  assert.equal(filesIn((await download("")).bytes)["ws101-echo-loop/handler.ts"]?.includes("mine"), false);
});

test("FR18 code that Node could not run is refused with what to change", async () => {
  using visitor = new Visitor(server.url);
  const refusal = async () => {
    const answer = await visitor.call("/api/lessons/echo/eject?style=loop");
    return [answer.status, parsed(problemDetailsSchema, answer)?.detail];
  };
  await visitor.load(`enum Colour { red }\n${echo("coloured")}`);
  assert.deepEqual(await refusal(), [
    422,
    "Node runs TypeScript without compiling it, which excludes enums. Replace it first.",
  ]);
  await visitor.load(`const one = <number>1;\nclass A { constructor(readonly b = one) {} }\n${echo("typed")}`);
  assert.match(String((await refusal())[1]), /excludes (type assertions in angle brackets|parameter properties)\./);
  await visitor.save(notTypeScript);
  const [status, detail] = await refusal();
  assert.equal(status, 422);
  assert.match(String(detail), /^The code does not compile\. Line \d+, column \d+: .* Correct it first\.$/);
  assert.equal((await visitor.call("/api/lessons/nothing/eject?style=loop")).status, 404);
  assert.equal((await visitor.call("/api/lessons/echo/eject?style=none")).status, 400);
});
