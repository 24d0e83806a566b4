import assert from "node:assert/strict";
import { test } from "node:test";
import { AttemptLimiter } from "../../server/front/gate/rate-limits.ts";
import { HttpProblem } from "../../server/front/http/problem.ts";

const tooMany = (error: unknown) => error instanceof HttpProblem && error.status === 429;

/** How many guesses are let through, one after the other. */
function passed(attemptLimiter: AttemptLimiter, address: (index: number) => string, tries: number): number {
  let through = 0;
  for (let index = 0; index < tries; index += 1) {
    try {
      attemptLimiter.count(address(index));
      through += 1;
    } catch (error) {
      assert.ok(tooMany(error));
    }
  }
  return through;
}

test("SR10 an address may try ten wrong codes, then one in ten seconds", () => {
  let now = 1_000;
  const attemptLimiter = new AttemptLimiter(() => now);
  assert.equal(
    passed(attemptLimiter, () => "10.0.0.1", 50),
    10,
  );
  assert.equal(
    passed(attemptLimiter, () => "10.0.0.2", 1),
    1,
    "another address has its own",
  );
  now += 10_000;
  assert.equal(
    passed(attemptLimiter, () => "10.0.0.1", 5),
    1,
  );
  now += 1_000_000;
  assert.equal(
    passed(attemptLimiter, () => "10.0.0.1", 50),
    10,
  );
});

test("SR10 correct codes do not count", () => {
  const attemptLimiter = new AttemptLimiter(() => 0);
  for (let index = 0; index < 1_000; index += 1) {
    attemptLimiter.count("10.0.0.1");
    attemptLimiter.forgive("10.0.0.1");
  }
  assert.equal(
    passed(attemptLimiter, () => "10.0.0.1", 50),
    10,
  );
});

test("SR10 all addresses share a limit, and an IPv6 network counts as one", () => {
  const attemptLimiter = new AttemptLimiter(() => 0);
  assert.equal(
    passed(attemptLimiter, (index) => `10.0.${index >> 8}.${index & 255}`, 2_000),
    400,
  );
  const others = new AttemptLimiter(() => 0);
  assert.equal(
    passed(others, (index) => `2001:db8:1:2::${index.toString(16)}`, 50),
    10,
  );
  assert.equal(
    passed(others, (index) => `2001:db8::${index.toString(16)}`, 50),
    10,
  );
  assert.equal(
    passed(others, () => "2001:db8:1:3:4:5:6:7", 1),
    1,
  );
});
