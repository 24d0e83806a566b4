import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hostManifest, hostProgram } from "../../server/front/fleet/host-program.ts";
import { Peer } from "./peer.ts";
import { scratch, serve } from "./serving.ts";
import { Visitor } from "./visitor.ts";

const doubling = `import { offload } from "ws101";
const double = offload((n) => n * 2);
export default async function handle(socket) {
  for await (const message of socket) await socket.send(String(await double(Number(message.data))));
}
`;
const sources = /server\/host\/main\.ts$/;
const bundle = /build\/host\/main\.js$/;

test("HO13 a host runs what set-up has built, and its sources once a file has changed or is missing", (t) => {
  assert.match(hostProgram(), bundle, "set-up has built the host: run `npm test`");
  const dir = scratch();
  t.after(() => rmSync(dir, { recursive: true }));
  const built: Record<string, string> = JSON.parse(readFileSync(hostManifest, "utf8"));
  const files = ["server/host/prepared-main.ts", "server/protocol/limits.ts", "build/guest.js", "build/host/image"];
  const programWith = (manifest: object) => {
    const file = join(dir, "manifest.json");
    writeFileSync(file, JSON.stringify(manifest));
    return hostProgram(file);
  };
  assert.match(programWith(built), bundle);
  for (const file of files) {
    assert.ok(built[file], `${file} is watched`);
    assert.match(programWith({ ...built, [file]: "0".repeat(64) }), sources, file);
  }
  assert.match(programWith({ ...built, "server/host/gone.ts": "0".repeat(64) }), sources);
  assert.match(programWith([1]), sources);
  assert.match(hostProgram(join(dir, "none.json")), sources);
});

test("HO13 a server's hosts are started from the bundle, and run handlers and their offloaded functions", async (t) => {
  if (process.platform !== "linux") return t.skip("reads /proc");
  await using server = await serve();
  using visitor = new Visitor(server.url);
  using peer = await Peer.connect((await visitor.load(doubling)).url);
  assert.equal(await peer.request("21"), "42");
  const [pid] = server.app.hostPids();
  assert.match(readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0").at(-2) ?? "", bundle);
});
