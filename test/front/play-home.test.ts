import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { problemDetailsSchema } from "../../server/protocol/http.ts";
import { Player } from "./player.ts";
import { server } from "./shared-server.ts";
import { parsed } from "./visitor.ts";

/** The files by name, without those of the library, and the name of the zip file. */
async function download(path: string, cookie: string) {
  const response = await fetch(server.url + path, { headers: { cookie } });
  assert.equal(response.status, 200, path);
  const [, name] = /filename=(.+)$/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  const entries = Object.entries(unzipSync(new Uint8Array(await response.arrayBuffer())));
  const own = entries.filter(([file]) => !file.includes("/ws101/"));
  return { name, files: new Map(own.map(([file, bytes]) => [file, Buffer.from(bytes).toString()])) };
}

const handler = 'import { WebSocketServer } from "ws";\nnew WebSocketServer({ port: 1 });\n';
const page = "<!doctype html>\n<p>hi</p>\n";

test("TK3 a draft and a snippet are projects in zip files, with the client page and without tests", async () => {
  using player = new Player(server.url);
  const { id } = await player.draft({ handler, page, style: "events" }, "Wer bist du, Ada?");
  const draft = await download(`/api/drafts/${id}/eject?style=events`, player.cookie);
  assert.equal(draft.name, "ws101-wer-bist-du-ada-events.zip");
  const folder = "ws101-wer-bist-du-ada-events";
  const names = ["README.md", ".gitignore", "package.json", "handler.ts", "client.html", "server.ts"];
  assert.deepEqual(
    [...draft.files.keys()],
    names.map((name) => `${folder}/${name}`),
  );
  assert.equal(draft.files.get(`${folder}/handler.ts`), handler);
  assert.equal(draft.files.get(`${folder}/client.html`), page);
  assert.doesNotMatch(draft.files.get(`${folder}/package.json`) ?? "", /"test"/);
  const snippet = await player.share({ title: "…", handler, style: "events" });
  const shared = await download(`/api/snippets/${snippet}/eject`, "");
  assert.equal(shared.name, "ws101-server-events.zip");
  const project = shared.files.get("ws101-server-events/package.json") ?? "";
  assert.match(project, /"start": "node handler\.ts"/);
  assert.doesNotMatch(project, /ws101":/, "it needs nothing of the library");
});

test("TK3 a handler that was written in the other style's tab runs as what it is", async () => {
  using player = new Player(server.url);
  const { id } = await player.draft({ handler, style: "loop" }, "Mixed");
  const { files } = await download(`/api/drafts/${id}/eject?style=loop`, player.cookie);
  assert.match(files.get("ws101-mixed-loop/package.json") ?? "", /"start": "node handler\.ts"/);
});

test("TK3 another learner's draft is not found, and code that Node could not run is refused", async () => {
  using player = new Player(server.url);
  using other = new Player(server.url);
  const { id } = await player.draft({ handler: `enum A { b }\n${handler}`, style: "events" });
  const refused = await player.call(`/api/drafts/${id}/eject?style=events`);
  assert.equal(refused.status, 422);
  assert.match(parsed(problemDetailsSchema, refused)?.detail ?? "", /excludes enums\. Replace it first\./);
  assert.equal((await other.call(`/api/drafts/${id}/eject?style=events`)).status, 404);
  assert.equal((await player.call("/api/snippets/0000000000/eject")).status, 404);
});
