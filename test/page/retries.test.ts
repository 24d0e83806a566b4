import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoss } from "../../web/clients/client.ts";
import { ClientRetries } from "../../web/clients/connection/connections.ts";

test("BE2 a lost client reconnects after waits that double up to 30 s, until that is cancelled", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const tried: string[] = [];
  const retries = new ClientRetries((name) => tried.push(name));
  const waits = Array.from({ length: 8 }, () => {
    const before = Date.now();
    const waitMs = (retries.closed("A", 1006) ?? 0) - before;
    t.mock.timers.tick(waitMs + 50);
    return waitMs;
  });
  assert.equal(tried.length, 8);
  for (const [attempt, waitMs] of waits.entries()) {
    const full = Math.min(30_000, 1_000 * 2 ** attempt);
    assert.ok(waitMs >= full / 2 && waitMs <= full, `${attempt}: ${waitMs}`);
  }
  retries.closed("A", 1006);
  retries.cancel("A");
  t.mock.timers.tick(60_000);
  assert.equal(tried.length, 8);
});

test("BE2 a client that the server closed for good does not reconnect; only lost ones learn that the server is back", () => {
  const retries = new ClientRetries(() => assert.fail("it must not reconnect"));
  assert.equal(retries.closed("A", 1000), null);
  assert.equal(retries.closed("A", 1008), null);
  const ending = (code: number | null, unasked = true) => isLoss({ text: "", code, unasked });
  assert.deepEqual(
    [null, 1001, 1006, 1012].map((code) => ending(code)),
    [true, true, true, true],
  );
  assert.deepEqual(
    [1000, 1011, 4000].map((code) => ending(code)),
    [false, false, false],
  );
  assert.equal(ending(1006, false), false);
});
