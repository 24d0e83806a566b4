// The image that set-up prepares, against the one that a host boots itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readGuest } from "../../server/host/create-pool.ts";
import { bootImage } from "../../server/host/sandbox/boot-image.ts";
import { meterFor, poolOf, prepareImage, restoreImage } from "../../server/host/sandbox/pool.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { program, readEngine } from "./pools.ts";

const limits = limitsWith();
const engine = await readEngine();
const { guest } = readGuest();
const prepared = prepareImage(engine, guest, limits);

test("SB24 a prepared image equals one that is booted, and runs handlers", async () => {
  const image = await restoreImage(prepared, limits);
  assert.ok(image);
  const { module: _, ...restored } = image;
  const { module: __, ...booted } = bootImage(new WebAssembly.Module(meterFor(engine, limits)), guest, limits);
  assert.deepEqual(restored, booted);
  using pool = poolOf(image, { limits, warm: 1, warmUp: false });
  using sandbox = pool.acquire(1n);
  const loaded = sandbox.load(
    program(`export default async (socket) => { for await (const m of socket) await socket.send(m.text); };`),
    0,
  );
  assert.equal(loaded.ok, true);
});

test("SB24 a prepared image is not used under other limits", async () => {
  for (const over of [{ memoryBytes: 32 << 20 }, { stackBytes: 96 << 10 }, { timers: 7 }, { messageBytes: 99 }])
    assert.ok((await restoreImage(prepared, limitsWith(over))) === null, JSON.stringify(over));
});
