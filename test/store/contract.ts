// The store's contract, as a test suite for every database behind it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunResult } from "../../server/protocol/checks.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { Store } from "../../server/store/store.ts";

/** `reopen` closes the store and opens the same data again. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  reopen(): Promise<Store>;
}

const lesson = "echo";
const minute = 60_000;
const start = Date.UTC(2026, 10, 20);

export function storeContract(database: string, open: () => Promise<StoreUnderTest>): void {
  const rule = (title: string, body: (under: StoreUnderTest) => Promise<void>) =>
    test(`${title} (${database})`, async () => {
      await using under = await open();
      await body(under);
    });

  rule("ST1 a learner is created once, and nothing is stored for an unknown one", async ({ store }) => {
    await assert.rejects(store.keepRoom("ann", lesson, "r1"), { name: "StoreError", code: "unknown" });
    await assert.rejects(save(store, "ann", "loop", "x"), { code: "unknown" });
    await assert.rejects(store.saveResult("ann", result({}), start), { code: "unknown" });
    await store.ensureLearner("ann", start);
    await store.ensureLearner("ann", start + 1);
    assert.deepEqual(await save(store, "ann", "loop", "x"), { version: 1 });
  });

  rule("ST1 a room keeps its first id forever, and is found by it", async (under) => {
    const { store } = under;
    await learners(store, "ann", "ben");
    assert.equal(await store.roomOf("ann", lesson), null);
    const both = await Promise.all([store.keepRoom("ann", lesson, "r1"), store.keepRoom("ann", lesson, "r2")]);
    assert.deepEqual(both, [{ room: "r1" }, { room: "r1" }]);
    await Promise.all([store.keepRoom("ben", lesson, "r3"), store.keepRoom("ann", "reverse", "r4")]);
    assert.deepEqual(await store.room("r1"), { learner: "ann", lesson });
    assert.deepEqual(await store.room("r4"), { learner: "ann", lesson: "reverse" });
    assert.equal(await store.room("r2"), null);
    assert.equal(await (await under.reopen()).roomOf("ann", lesson), "r1");
  });

  rule("ST3 versions count across both styles, and the same text creates no new version", async ({ store }) => {
    await learners(store, "ann", "ben");
    assert.deepEqual(await save(store, "ann", "loop", "one"), { version: 1 });
    assert.deepEqual(await save(store, "ann", "events", "two"), { version: 2 });
    assert.deepEqual(await save(store, "ann", "loop", "one"), { version: 1 });
    assert.deepEqual(await save(store, "ann", "loop", "two"), { version: 3 });
    assert.deepEqual(await save(store, "ann", "loop", "one"), { version: 4 });
    assert.deepEqual(await save(store, "ben", "loop", "one"), { version: 1 });
    assert.equal((await store.latestCode("ann", lesson, "loop"))?.version, 4);
    assert.equal((await store.latestCode("ann", lesson, "events"))?.source, "two");
    assert.equal(await store.latestCode("ann", "reverse", "loop"), null);
  });

  rule("ST3 simultaneous saves each get their own version", async ({ store }) => {
    await learners(store, "ann");
    const saves = Array.from({ length: 50 }, (_, n) => save(store, "ann", n % 2 ? "loop" : "events", `text ${n}`));
    const versions = (await Promise.all(saves)).map(({ version }) => version);
    assert.deepEqual(
      [...versions].sort((a, b) => a - b),
      versions.map((_, index) => index + 1),
    );
  });

  rule(
    "ST12 a save reports its version before the commit, and is acknowledged with the same one",
    async ({ store }) => {
      await learners(store, "ann");
      const order: string[] = [];
      for (const source of ["one", "two", "two"]) {
        const code = { learner: "ann", lesson, style: "loop", source, nowMs: start } as const;
        const { version } = await store.saveCode(code, (early) => order.push(`early ${early}`));
        order.push(`kept ${version}`);
      }
      assert.deepEqual(order, ["early 1", "kept 1", "early 2", "kept 2", "early 2", "kept 2"]);
      await assert.rejects(
        store.saveCode({ learner: "bob", lesson, style: "loop", source: "x", nowMs: start }, () => order.push("bob")),
        { code: "unknown" },
      );
      assert.equal(order.length, 6, "a save that fails reports no version");
    },
  );

  rule("ST3 the last good version is the one marked last, in either style", async (under) => {
    const { store } = under;
    await learners(store, "ann");
    assert.equal(await store.lastLoaded("ann", lesson), null);
    await save(store, "ann", "loop", "good");
    await save(store, "ann", "events", "better");
    await store.markLoaded("ann", lesson, 1);
    await store.markLoaded("ann", lesson, 2);
    await save(store, "ann", "events", "broken");
    assert.equal((await store.lastLoaded("ann", lesson))?.version, 2);
    await store.markLoaded("ann", lesson, 1);
    const good = { style: "loop", version: 1, source: "good", savedAtMs: start, loaded: true };
    assert.deepEqual(await (await under.reopen()).lastLoaded("ann", lesson), good);
  });

  rule("ST3 a version that was never saved cannot be marked as loaded", async ({ store }) => {
    await learners(store, "ann");
    await assert.rejects(store.markLoaded("ann", lesson, 1), { code: "unknown" });
    assert.equal(await store.lastLoaded("ann", lesson), null);
  });

  rule("ST3 the history of a style is listed newest first, and each version can be read in full", async ({ store }) => {
    await learners(store, "ann");
    await save(store, "ann", "loop", "naïve");
    await save(store, "ann", "events", "other");
    await save(store, "ann", "loop", "newer", start + 5);
    await store.markLoaded("ann", lesson, 1);
    assert.deepEqual(await store.history("ann", lesson, "loop"), [
      { version: 3, savedAtMs: start + 5, bytes: 5, loaded: false, aside: false },
      { version: 1, savedAtMs: start, bytes: 6, loaded: true, aside: false },
    ]);
    assert.equal((await store.codeVersion("ann", lesson, 1))?.source, "naïve");
    assert.equal(await store.codeVersion("ann", lesson, 4), null);
  });

  rule("ST3 text is returned exactly as it was saved", async ({ store }) => {
    await learners(store, "ann");
    for (const source of ["", "\r\n\t'\"`;--", "👩‍👩‍👧‍👦 \u2028\u202e", "x".repeat(64 << 10)]) {
      await save(store, "ann", "loop", source);
      assert.equal((await store.latestCode("ann", lesson, "loop"))?.source, source);
    }
  });

  rule("ST6 old versions are thinned out, but never the newest or the last good one", async ({ store }) => {
    await learners(store, "ann");
    await save(store, "ann", "loop", "good");
    await store.markLoaded("ann", lesson, 1);
    for (let n = 1; n <= 720; n += 1) await save(store, "ann", "loop", `text ${n}`, start + n * minute);
    const kept = await store.history("ann", lesson, "loop");
    const hourAgo = start + 660 * minute;
    const ofLastHour = kept.filter(({ savedAtMs }) => savedAtMs > hourAgo);
    assert.equal(kept[0]?.version, 721);
    assert.equal(kept.at(-1)?.version, 1);
    assert.equal(ofLastHour.length, 60);
    assert.ok(kept.length < 60 + 70 + 16, `one each ten minutes of twelve hours, not ${kept.length}`);
    assert.ok(kept.length > 60 + 60, `one each ten minutes of twelve hours, not ${kept.length}`);
    assert.equal((await store.lastLoaded("ann", lesson))?.source, "good");
  });

  rule("ST6 texts that were set aside do not crowd out saved versions", async ({ store }) => {
    await learners(store, "ann");
    for (let n = 1; n <= 32; n += 1) await save(store, "ann", "loop", `saved ${n}`, start + n);
    for (let n = 1; n <= 208; n += 1) {
      const aside = { learner: "ann", lesson, style: "loop", source: `aside ${n}`, nowMs: start + minute + n } as const;
      await store.saveCode({ ...aside, aside: true });
    }
    const kept = await store.history("ann", lesson, "loop");
    assert.deepEqual([kept.filter(({ aside }) => !aside).length, kept.filter(({ aside }) => aside).length], [32, 21]);
  });

  rule(
    "ST15 beyond a learner's quota the oldest versions go first; the newest and the serving ones stay",
    async ({ store }) => {
      await learners(store, "ann");
      const quota = { learnerBytes: 1_000, totalBytes: 10_000 };
      const put = (source: string, nowMs: number, style: Style = "loop") =>
        store.saveCode({ learner: "ann", lesson, style, source, nowMs, quota });
      await put("serves".padEnd(100), start);
      await store.markLoaded("ann", lesson, 1);
      await put("other style".padEnd(100), start, "events");
      for (let n = 1; n <= 20; n += 1) await put(`text ${n}`.padEnd(100), start + n);
      const kept = await store.history("ann", lesson, "loop");
      assert.ok(kept.length >= 8 && kept.length <= 9, `${kept.length} versions of 100 bytes`);
      assert.deepEqual([kept[0]?.version, kept.at(-1)?.version], [22, 1]);
      assert.equal((await store.latestCode("ann", lesson, "events"))?.version, 2);
      assert.ok((await store.codeBytes()) <= 1_000);
      const tooLong = put("x".repeat(850), start + 30);
      await assert.rejects(tooLong, { code: "quota", message: /your saved code would exceed 1000 bytes/ });
      assert.equal(
        (await store.latestCode("ann", lesson, "loop"))?.source.trimEnd(),
        "text 20",
        "the last saved text stays",
      );
    },
  );

  rule("ST15 a text that is set aside is refused rather than deleted to make space for itself", async ({ store }) => {
    await learners(store, "ann");
    const quota = { learnerBytes: 1_000, totalBytes: 10_000 };
    const save = { learner: "ann", lesson, style: "loop", nowMs: start, quota } as const;
    await store.saveCode({ ...save, source: "newest".padEnd(600) });
    await assert.rejects(store.saveCode({ ...save, source: "aside".padEnd(500), aside: true }), { code: "quota" });
    assert.equal(await store.codeBytes(), 600);
  });

  rule("ST15 beyond the total quota, the longest histories are shortened first", async ({ store }) => {
    await learners(store, "ann", "ben", "eve");
    const quota = { learnerBytes: 1_000, totalBytes: 1_000 };
    const put = (learner: string, n: number) =>
      store.saveCode({ learner, lesson, style: "loop", source: `${n}`.padEnd(100), nowMs: start + n, quota });
    for (const learner of ["ann", "ben"]) await put(learner, 0);
    for (let n = 1; n <= 8; n += 1) await put("eve", n);
    for (let n = 1; n <= 3; n += 1) await put("ben", n);
    const count = async (learner: string) => (await store.history(learner, lesson, "loop")).length;
    assert.deepEqual([await count("ann"), await count("ben")], [1, 4]);
    assert.equal((await store.latestCode("eve", lesson, "loop"))?.version, 8);
    assert.ok((await store.codeBytes()) <= 1_000);
  });

  rule(
    "ST15 what a learner's own quota frees counts toward the total: no one else loses versions",
    async ({ store }) => {
      await learners(store, "ben", "eve");
      const quota = { learnerBytes: 500, totalBytes: 1_000 };
      const put = (learner: string, n: number) =>
        store.saveCode({ learner, lesson, style: "loop", source: `${n}`.padEnd(100), nowMs: start + n, quota });
      for (const learner of ["ben", "eve"]) for (let n = 1; n <= 5; n += 1) await put(learner, n);
      await put("eve", 6);
      assert.equal((await store.history("ben", lesson, "loop")).length, 5);
      assert.ok((await store.history("eve", lesson, "loop")).length < 6);
    },
  );

  rule("ST7 the newest result is returned in full, whatever the clock says", async (under) => {
    const { store } = under;
    await learners(store, "ann");
    assert.equal(await store.latestResult("ann", lesson), null);
    for (let n = 0; n < 30; n += 1) await store.saveResult("ann", result({ run: `run ${n}` }), start - n * minute);
    const newest = result({ run: "newest" });
    await store.saveResult("ann", newest, start - 60 * minute);
    await store.saveResult("ann", result({ run: "stopped", status: "cancelled" }), start);
    assert.deepEqual(await store.latestResult("ann", lesson), newest);
    assert.deepEqual(await (await under.reopen()).latestResult("ann", lesson), newest);
  });

  rule("ST7 progress is the newest result of each lesson, and a passed lesson stays passed", async ({ store }) => {
    await learners(store, "ann", "ben");
    await store.saveResult("ann", result({ lesson: "reverse", status: "pass", version: 4 }), start);
    await store.saveResult("ann", result({ lesson, status: "fail", version: 2 }), start);
    const failedSince = result({ lesson: "reverse", status: "fail", version: 5, style: "events" });
    await store.saveResult("ann", failedSince, start + 1);
    const ids = { passed: ["answers"], failed: ["keeps-order"] };
    assert.deepEqual(await store.progress("ann"), {
      lessons: [
        { slug: lesson, style: "loop", version: 2, ...ids, done: false, atMs: start },
        { slug: "reverse", style: "events", version: 5, ...ids, done: true, atMs: start + 1 },
      ],
    });
    assert.deepEqual(await store.progress("ben"), { lessons: [] });
  });

  rule("SR10 a code for another device is good once, until it is old, and only the newest few are", async (under) => {
    const { store } = under;
    await assert.rejects(store.putDeviceCode(deviceCode("ann", "a")), { code: "unknown" });
    await learners(store, "ann", "ben");
    await store.putDeviceCode(deviceCode("ben", "b1"));
    for (const hash of ["a1", "a2", "a3", "a4"]) await store.putDeviceCode(deviceCode("ann", hash));
    assert.equal(await store.deviceCode("a1", start), null, "a fourth ended the first");
    assert.equal(await store.deviceCode("a2", start), "ann");
    assert.equal(await store.deviceCode("a2", start + 10 * minute), null, "it is old");
    assert.deepEqual(await Promise.all([store.takeDeviceCode("a2", start), store.takeDeviceCode("a2", start)]), [
      "ann",
      null,
    ]);
    assert.equal(await store.takeDeviceCode("a3", start + 10 * minute), null);
    assert.equal(await (await under.reopen()).takeDeviceCode("b1", start), "ben");
  });

  rule("SR11 the lessons for which a learner has code are listed", async ({ store }) => {
    await learners(store, "ann");
    assert.deepEqual(await store.savedLessons("ann"), []);
    await save(store, "ann", "loop", "x");
    await save(store, "ann", "events", "y");
    await store.saveCode({ learner: "ann", lesson: "another", style: "loop", source: "z", nowMs: start });
    assert.deepEqual(await store.savedLessons("ann"), ["another", lesson]);
    assert.deepEqual(await store.savedLessons("ben"), []);
  });

  rule("ST9 several callers that initialize a setting get the same value", async (under) => {
    const { store } = under;
    assert.equal(await store.setting("secret"), null);
    const values = await Promise.all(["a", "b", "c"].map((value) => store.ensureSetting("secret", value)));
    assert.equal(new Set(values).size, 1);
    await store.setSetting("secret", "d");
    assert.equal(await store.ensureSetting("secret", "e"), "d");
    assert.equal(await (await under.reopen()).setting("secret"), "d");
  });

  rule("ST9 a read sees every write that was called before it", async ({ store }) => {
    await learners(store, "ann");
    for (let n = 0; n < 20; n += 1) {
      const saved = save(store, "ann", "loop", `text ${n}`);
      const read = store.latestCode("ann", lesson, "loop");
      assert.equal((await read)?.source, `text ${n}`);
      await saved;
    }
  });

  rule("ST9 a call that fails does not affect the calls beside it", async ({ store }) => {
    await learners(store, "ann");
    const calls = [
      save(store, "ann", "loop", "one"),
      save(store, "bob", "loop", "x"),
      save(store, "ann", "loop", "two"),
    ];
    const settled = await Promise.allSettled(calls);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.equal((await store.history("ann", lesson, "loop")).length, 2);
  });

  rule("ST9 closing completes earlier calls and refuses later ones", async (under) => {
    const { store } = under;
    await learners(store, "ann");
    const saved = save(store, "ann", "loop", "last words");
    const closed = store.close();
    await assert.rejects(save(store, "ann", "loop", "too late"), { code: "closed" });
    assert.deepEqual(await saved, { version: 1 });
    await Promise.all([closed, store.close()]);
    assert.equal((await (await under.reopen()).latestCode("ann", lesson, "loop"))?.source, "last words");
  });
}

async function learners(store: Store, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await store.ensureLearner(id, start);
}

function deviceCode(learner: string, hash: string) {
  return { learner, hash, nowMs: start, expiresAtMs: start + 10 * minute, most: 3 };
}

function save(store: Store, learner: string, style: Style, source: string, nowMs = start) {
  return store.saveCode({ learner, lesson, style, source, nowMs });
}

function result(over: Partial<RunResult>): RunResult {
  const tests = [testResult("answers", "pass"), testResult("keeps-order", "fail")];
  return { run: "run", lesson, style: "loop", version: 1, status: "fail", tests, ms: 12.5, ...over };
}

function testResult(id: string, status: "pass" | "fail"): RunResult["tests"][number] {
  const expected = {
    atMs: 3,
    client: "A",
    kind: "expected",
    what: "text",
    text: "é\u001b[0m",
    met: status === "pass",
  } as const;
  const fault = null;
  return { id, title: id, status, message: "", transcript: [expected], hint: "<p>Look.</p>", fault, ms: 4 };
}
