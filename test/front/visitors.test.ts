// Those who only look: what the store learns of them, and what their rooms do before anything is saved.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { scratch, serve } from "./serving.ts";
import { Visitor } from "./visitor.ts";

/** The store belongs to the server while that runs. */
function kept(dataDir: string): { learners: unknown[]; rooms: unknown[] } {
  using database = new DatabaseSync(join(dataDir, "ws101.db"));
  const all = (table: string) =>
    database
      .prepare(`select id from ${table}`)
      .all()
      .map((row) => row.id);
  return { learners: all("learners"), rooms: all("rooms") };
}

test("SR8 reading, following and connecting store no learner; the first save does", async () => {
  const dataDir = scratch();
  const looked = await serve({ dataDir });
  {
    using visitor = new Visitor(looked.url);
    for (const path of ["/", "/lessons", "/lessons/echo", "/api/lessons", "/api/lessons/echo", "/api/progress"]) {
      assert.equal((await visitor.call(path)).status, 200, path);
    }
    const { url } = await visitor.code();
    await visitor.call("/api/lessons/echo/history?style=loop");
    using page = await Page.open(looked.gate, visitor.cookie);
    await page.follow("echo", true);
    using peer = await Peer.connect(url);
    peer.socket.send("hello");
    assert.equal((await visitor.call("/lessons/echo", { headers: { cookie: "" } })).status, 200);
  }
  await looked[Symbol.asyncDispose]();
  assert.deepEqual(kept(dataDir), { learners: [], rooms: [] });

  const worked = await serve({ dataDir });
  {
    using visitor = new Visitor(worked.url);
    const { room } = await visitor.code();
    assert.equal((await visitor.load(echo("mine"))).room, room);
    using runner = new Visitor(worked.url);
    const ran = await runner.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
    assert.equal(ran.status, 200, ran.text);
    assert.match((await runner.call("/api/progress")).text, /"slug":"echo"/);
    using mover = new Visitor(worked.url);
    assert.equal((await mover.call("/api/progress/code", { method: "POST" })).status, 200);
  }
  await worked[Symbol.asyncDispose]();
  const { learners, rooms } = kept(dataDir);
  assert.deepEqual([learners.length, rooms.length], [3, 2]);
  rmSync(dataDir, { recursive: true });
});

test("SR8 a room's URL is the same before and after the first save, and after a restart", async () => {
  const dataDir = scratch();
  const before = await serve({ dataDir });
  using visitor = new Visitor(before.url);
  const { room } = await visitor.code();
  await before[Symbol.asyncDispose]();
  const after = await serve({ dataDir });
  using again = new Visitor(after.url, visitor.cookie);
  using early = await Peer.connect(`${after.gate}/ws/${room}`);
  assert.equal(early.socket.readyState, early.socket.OPEN);
  assert.equal((await again.load(echo("mine"))).room, room);
  using late = await Peer.connect(`${after.gate}/ws/${room}`);
  assert.equal(await late.request("a"), "mine:a");
  late[Symbol.dispose]();
  early[Symbol.dispose]();
  await after[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});
