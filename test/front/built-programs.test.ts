import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chooseProgram, manifestOf, type ProgramFolder, programOf } from "../../server/processes/built-program.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { childrenOf, scratch } from "./serving.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const doubling = `import { offload } from "ws101";
const double = offload((n) => n * 2);
export default async function handle(socket) {
  for await (const message of socket) await socket.send(String(await double(Number(message.data))));
}
`;

/** Files that each process is made from. */
const madeFrom: Readonly<Record<ProgramFolder, readonly string[]>> = {
  host: [
    "server/host/prepared-main.ts",
    "server/protocol/limits.ts",
    "build/guest/library.js",
    "build/guest/url.js",
    "build/host/image",
  ],
  compiler: ["server/compiler/main.ts", "server/compiler/problems.ts", "build/compiler/main.js"],
  checks: ["server/checks/check.ts", "server/protocol/checks.ts", "build/checks/main.js"],
  clients: ["server/clients/main.ts", "server/clients/raw-client.ts", "build/clients/main.js"],
  store: ["server/store/sqlite-thread.ts", "server/store/schema.ts", "build/store/main.js"],
};
const processes = ["host", "compiler", "checks", "clients"] as const;

for (const folder of [...processes, "store"] as const) {
  test(`HO13 ${folder}: what set-up has built is run, and the sources once a file has changed or is missing`, (t) => {
    const sources = new RegExp(`server/${folder}/[\\w-]+\\.ts$`);
    const bundle = new RegExp(`build/${folder}/main\\.js$`);
    assert.match(programOf(folder), bundle, "set-up has built it: run `npm test`");
    const dir = scratch();
    t.after(() => rmSync(dir, { recursive: true }));
    const built: Record<string, string> = JSON.parse(readFileSync(manifestOf(folder), "utf8"));
    const programWith = (manifest: object) => {
      const file = join(dir, "manifest.json");
      writeFileSync(file, JSON.stringify(manifest));
      return chooseProgram(folder, file);
    };
    assert.match(programWith(built), bundle);
    for (const file of madeFrom[folder]) {
      assert.ok(built[file], `${file} is watched`);
      assert.match(programWith({ ...built, [file]: "0".repeat(64) }), sources, file);
    }
    assert.match(programWith({ ...built, [`server/${folder}/gone.ts`]: "0".repeat(64) }), sources);
    assert.match(programWith([1]), sources);
    assert.match(chooseProgram(folder, join(dir, "none.json")), sources);
  });
}

test("HO13 a server's processes are started from the bundles, and do their work", async (t) => {
  if (process.platform !== "linux") return t.skip("reads /proc");
  using visitor = new Visitor(server.url);
  using peer = await Peer.connect((await visitor.load(doubling)).url);
  assert.equal(await peer.request("21"), "42");
  const run = await visitor.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  assert.equal(run.status, 200, run.text);
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  const programs = childrenOf(process.pid).map((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0").at(-2),
  );
  for (const folder of processes) {
    assert.ok(
      programs.some((program) => program?.endsWith(`build/${folder}/main.js`)),
      `${folder}: ${programs.join(", ")}`,
    );
  }
});
