import assert from "node:assert/strict";
import { test } from "node:test";
import { zipFile } from "../../server/eject/zip.ts";
import { type FoundFile, importFiles } from "../../web/play/import.ts";

const file = (path: string, content: string | Uint8Array = path): FoundFile => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { path, bytes: bytes.length, read: async () => bytes };
};

async function imported(...files: FoundFile[]) {
  const result = await importFiles(files);
  return result.ok ? result.value : result.problem;
}

/** As a project that was taken home. */
const project = [
  ["ours/README.md", "# Ours \\*mine\\*\n\n# Other\n"],
  ["ours/handler.ts", "the handler"],
  ["ours/client.html", "the page"],
  ["ours/server.ts", "no"],
  ["ours/test.ts", "no"],
  ["ours/ws101/index.d.ts", "no"],
  ["ours/ws101/client.html", "no"],
] as const;

test("TK4 one file is a handler or a client page, and two are a program", async () => {
  assert.deepEqual(await imported(file("echo.ts")), { handler: "echo.ts", page: null, title: "echo" });
  assert.deepEqual(await imported(file("chat.HTML")), { handler: null, page: "chat.HTML", title: "chat" });
  const both = await imported(file("client.html"), file("handler.ts"), file("notes.txt"));
  assert.deepEqual(both, { handler: "handler.ts", page: "client.html", title: null });
});

test("TK4 a project that was taken home is its handler, its client page and its title, as a folder and as a zip file", async () => {
  const expected = { handler: "the handler", page: "the page", title: "Ours *mine*" };
  assert.deepEqual(await imported(...project.map(([path, text]) => file(path, text))), expected);
  assert.deepEqual(await imported(file("ours.zip", await zipFile(project))), expected);
  const withoutPage = project.filter(([path]) => path !== "ours/client.html");
  assert.deepEqual(await imported(file("ours.zip", await zipFile(withoutPage))), { ...expected, page: null });
  const long = [file("handler.ts"), file("README.md", `# ${"x".repeat(79)}🌍 and more`)];
  assert.deepEqual(await imported(...long), { handler: "handler.ts", page: null, title: `${"x".repeat(79)}🌍` });
  const unnamed = await imported(file("folder/handler.ts"), file("folder/checks.ts"));
  assert.deepEqual(unnamed, { handler: "folder/handler.ts", page: null, title: "folder" });
});

test("TK4 what cannot be imported is explained in a sentence", async () => {
  const remedy = "Import a .ts file, an .html file, or a project that you took home.";
  assert.equal(await imported(), `There is no file. ${remedy}`);
  assert.equal(await imported(file("cat.png")), `cat.png is neither a handler nor a client page. ${remedy}`);
  assert.equal(await imported(file("ws101.d.ts")), `ws101.d.ts is neither a handler nor a client page. ${remedy}`);
  assert.match(String(await imported(file("a.png"), file("b.png"))), /^Among these files is neither /);
  assert.equal(
    await imported(file("a.ts"), file("b.ts")),
    "There are several: a.ts, b.ts. Name one handler.ts, or import one at a time.",
  );
  const large = file("handler.ts", new Uint8Array((64 << 10) + 1));
  assert.equal(await imported(large), "handler.ts is too large: 65,537 bytes, and the limit is 65,536.");
  assert.equal(
    await imported(file("a.html", Uint8Array.of(0xff, 0xfe))),
    "a.html cannot be read: it is not text in UTF-8.",
  );
  assert.equal(await imported(file("a.zip", "PK?")), "a.zip cannot be read: it is damaged, or not a zip file.");
  const inside = await zipFile([["handler.ts", "x".repeat(100_000)]]);
  assert.equal(
    await imported(file("a.zip", inside)),
    "handler.ts is too large: 100,000 bytes, and the limit is 65,536.",
  );
});
