// A check's requests to its room, through the whole server.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runResultSchema } from "../../server/protocol/checks.ts";
import { scratch, serve } from "./serving.ts";
import { parsed, Visitor } from "./visitor.ts";

/** Appended to the lesson's own, which its text names. */
const checks = `
check("restarts", async ({ connect, room }) => {
  const a = await connect(); a.send("1"); await a.expect.text("1");
  await room.restart(); await a.expect.close(1001, "later");
  const b = await connect(); b.send("2"); await b.expect.text("12");
  await room.shutdown(); await b.expect.close(1001);
});
check("dials", async ({ accept }) => {
  await accept({ refuse: 503 }); const server = await accept();
  await server.expect.text("503");
});
check("holds calls, which end sooner than in the lesson's room", async ({ connect, room }) => {
  const [a, b] = [await connect(), await connect()];
  room.holdCalls();
  b.send("work"); a.send("1"); await a.expect.text("1"); await b.expect.nothing();
  room.releaseCalls();
  await b.expect.text("cpu");
});
`;

const handler = `import { offload, select, shutdown, spawn, storage, type Dial, type Socket } from "ws101";
const work = offload(() => { for (let n = 0; n < 300_000; n++); return "done"; });
export default async function handle(socket: Socket) {
  for (;;) {
    const next = await select({ message: socket, stop: shutdown.requested });
    if (next.from === "stop") return await socket.close(1001, "later");
    if (next.value?.type !== "text") return;
    if (next.value.data === "work") {
      spawn(async () => socket.send(await work().catch((error) => error.reason)));
      continue;
    }
    storage.set("all", String(storage.get("all") ?? "") + next.value.data);
    await socket.send(String(storage.get("all")));
  }
}
export async function client(dial: Dial) {
  const status = await dial().then(() => 0, (error) => error.status);
  await (await dial()).send(String(status));
}
`;

test("SD2 restarts, shutdowns, dials, holds and limits of checks reach the room of a check", async () => {
  const lessonsDir = scratch();
  cpSync(fileURLToPath(new URL("../../lessons", import.meta.url)), lessonsDir, { recursive: true });
  appendFileSync(join(lessonsDir, "02-echo/checks.ts"), checks);
  const text = join(lessonsDir, "02-echo/lesson.md");
  writeFileSync(
    text,
    readFileSync(text, "utf8").replace("minutes:", "checkLimits: { offloadFuel: 1000000 }\nminutes:"),
  );
  await using server = await serve({ config: { lessonsDir } });
  using visitor = new Visitor(server.url);
  await visitor.load(handler);
  const answer = await visitor.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  const { tests = [] } = parsed(runResultSchema, answer) ?? {};
  assert.deepEqual(
    tests.slice(-3).map(({ id, status, message }) => [id, status, message]),
    [
      ["restarts", "pass", ""],
      ["dials", "pass", ""],
      ["holds-calls-which-end-sooner-than-in-the-lesson-s-room", "pass", ""],
    ],
    answer.text,
  );
  rmSync(lessonsDir, { recursive: true });
});
