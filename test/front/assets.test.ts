// The page's files as they are served: compressed, kept, and none but them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { fetchRaw } from "./fetch-raw.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const built = fileURLToPath(new URL("../../build/web", import.meta.url));
const entry = /src="\/assets\/([\w.-]+\.js)"/.exec(readFileSync(join(built, "index.html"), "utf8"))?.[1] ?? "";
const plain = readFileSync(join(built, "assets", entry));

const forms = [
  { accepts: "gzip, deflate, br, zstd", encoding: "br", read: brotliDecompressSync },
  { accepts: "gzip", encoding: "gzip", read: gunzipSync },
  { accepts: "br;q=0, gzip;q=0.5", encoding: "gzip", read: gunzipSync },
  { accepts: "identity", encoding: undefined, read: (bytes: Buffer) => bytes },
];

test("SR7 a script is sent in the smallest accepted encoding, each with its own ETag, cached forever", async () => {
  const tags = new Set<string>();
  for (const { accepts, encoding, read } of forms) {
    const { headers, bytes } = await fetchRaw(server.url, `/assets/${entry}`, { "accept-encoding": accepts });
    assert.equal(headers["content-encoding"], encoding, accepts);
    assert.ok(read(bytes).equals(plain), accepts);
    assert.match(String(headers["content-type"]), /^text\/javascript/);
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.match(String(headers.vary), /Accept-Encoding/);
    assert.equal(Number(headers["content-length"]), bytes.length);
    if (encoding === "br") assert.ok(bytes.length < plain.length / 3);
    tags.add(String(headers.etag));
  }
  assert.equal(tags.size, 3);
});

test("SR7 a file that the browser has already gets 304", async () => {
  const asked = { "accept-encoding": "br" };
  const { headers } = await fetchRaw(server.url, "/theme.js", asked);
  assert.equal(headers["cache-control"], "no-cache");
  const again = await fetchRaw(server.url, "/theme.js", { ...asked, "if-none-match": String(headers.etag) });
  assert.deepEqual([again.status, again.bytes.length], [304, 0]);
});

test("SR7 documents are compressed too, and not stored by shared caches", async () => {
  const { headers, bytes } = await fetchRaw(server.url, "/lessons/echo", { "accept-encoding": "br" });
  assert.equal(headers["content-encoding"], "br");
  assert.equal(headers["cache-control"], "private, no-cache");
  const document = brotliDecompressSync(bytes);
  assert.match(String(document), /Reply to every message/);
  assert.ok(bytes.length < document.length / 3);
  const lesson = await fetchRaw(server.url, "/api/lessons/echo", { "accept-encoding": "br" });
  assert.deepEqual([lesson.headers["content-encoding"], lesson.headers["cache-control"]], ["br", "no-store"]);
  assert.match(String(brotliDecompressSync(lesson.bytes)), /^\{"slug":"echo"/);
});

test("SR7 the build's own files and other files on the disk are not served", async () => {
  using visitor = new Visitor(server.url);
  for (const path of [
    "/index.html",
    "/.vite/manifest.json",
    `/assets/${entry}.br`,
    `/assets/${entry}.gz`,
    "/assets/",
    "/assets/../index.html",
    "/assets/%2e%2e/index.html",
    "//assets",
    "/__proto__",
  ]) {
    assert.equal((await visitor.call(path)).status, 404, path);
  }
});
