// Slow and crashing sources next to good ones. Order and processes are compared, not durations.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Compiler, KnownResults } from "../../server/compiler/compiler.ts";
import { LightestFirst, TrackRecord } from "../../server/compiler/track-record.ts";
import type { Requester } from "../../server/processes/fair-queue.ts";
import type { CompileResult } from "../../server/protocol/compile.ts";
import { limitsWith } from "../../server/protocol/limits.ts";

/** Seconds, because of its many errors. */
const slow = (n: number) => `// ${n}\n${"let a;".repeat(10_000)}`;
/** No bracket nests: only the native parser notices. */
const crashing = (n: number) => `// ${n}\n${"a=>".repeat(20_000)}1;`;
/** Ordinary code of this many lines. */
const lines = (count: number) => Array.from({ length: count }, (_, n) => `const v${n} = [1, 2];`).join("\n");

const someone = (n: number, network = `10.0.0.${n}`): Requester => ({ learner: `learner-${n}`, network });
const messageOf = ({ problems }: CompileResult) => problems[0]?.message ?? "";

interface Watched extends AsyncDisposable {
  readonly compiler: Compiler;
  /** Names of the processes that ended by themselves or were killed. */
  readonly lost: string[];
  compile(source: string, from?: Requester): Promise<CompileResult>;
}

function watch(compileMs: number): Watched {
  const lost: string[] = [];
  const log = {
    warn(about: unknown) {
      if (typeof about === "object" && about !== null && "process" in about && "reason" in about)
        lost.push(String(about.process));
    },
  };
  const compiler = new Compiler({ limits: limitsWith({ compileMs }), log });
  return {
    compiler,
    lost,
    compile: (source, from) => compiler.compile(source, "handler.ts", from),
    [Symbol.asyncDispose]: () => compiler[Symbol.asyncDispose](),
  };
}

test("CO13 strangers' slow sources delay no one else: good ones are compiled first, in another process", async () => {
  await using compiler = watch(4_000);
  const author = someone(1);
  for (const count of [100, 300]) assert.ok((await compiler.compile(lines(count), author)).ok);
  let slowResults = 0;
  const slowOnes = [2, 3, 4, 5].map((n) => compiler.compile(slow(n), someone(n, "10.0.0.2")).then(() => slowResults++));
  const ended = Promise.allSettled(slowOnes);
  const good = [compiler.compile(lines(600), author), compiler.compile(lines(10), someone(6))];
  for (const result of await Promise.all(good)) assert.ok(result.ok, messageOf(result));
  assert.equal(slowResults, 0);
  // The first slow source cost a process. From then on its network is known, and its sources are compiled elsewhere.
  assert.deepEqual(compiler.lost, ["The compiler"]);
  const large = [7, 8].map((n) => compiler.compile(lines(600 + n), someone(n)));
  for (const result of await Promise.all(large)) assert.ok(result.ok, messageOf(result));
  assert.deepEqual(compiler.lost.filter((name) => name === "The compiler").length, 1);
  await compiler[Symbol.asyncDispose]();
  await ended;
});

test("CO13 a stranger's first source of any size does not wait for all of those who came before with slow ones", async () => {
  await using compiler = watch(2_000);
  assert.ok((await compiler.compile(lines(3))).ok);
  const slowOnes = Array.from({ length: 8 }, (_, n) => compiler.compile(slow(n), someone(n)));
  const ended = Promise.allSettled(slowOnes);
  const large = lines(1_900);
  assert.ok(large.length > 32 << 10);
  const good = await compiler.compile(large, someone(9));
  assert.ok(good.ok, messageOf(good));
  // The one that was running, and at most one that the start of a process brought forward.
  assert.ok(compiler.lost.length <= 2, compiler.lost.join());
  await compiler[Symbol.asyncDispose]();
  await ended;
});

test("CO13 strangers who have used least of the compiler's time come first, and of those the newest", () => {
  let nowMs = 1;
  const record = new TrackRecord(() => nowMs);
  const queue = new LightestFirst<string>(record.weights);
  const [heavy, ann, bob, cat] = [someone(1, "one"), someone(2, "one"), someone(3, "two"), someone(4, "three")];
  const order = () => {
    for (const [name, from] of Object.entries({ heavy, ann, bob, cat })) queue.push(from, name);
    return Array.from({ length: 4 }, () => queue.shift());
  };
  assert.deepEqual(order(), ["cat", "bob", "ann", "heavy"]);
  record.charge(heavy, 150);
  assert.deepEqual(order(), ["cat", "bob", "ann", "heavy"]);
  record.charge(cat, 99);
  record.charge(bob, 250);
  assert.deepEqual(order(), ["cat", "ann", "heavy", "bob"]);
  assert.equal(queue.shift(), undefined);
  nowMs += 600_001;
  assert.deepEqual(order(), ["cat", "bob", "ann", "heavy"]);
});

test("CO14 a source that crashed the compiler or took too long is answered again without a process", async () => {
  await using compiler = watch(100);
  for (const source of [crashing(1), slow(1)]) {
    const first = await compiler.compile(source, someone(1));
    const lost = compiler.lost.length;
    assert.ok(!first.ok);
    assert.match(messageOf(first), /nested too deeply|longer than 100 ms/);
    assert.deepEqual(await compiler.compile(source, someone(2)), first);
    assert.equal(compiler.lost.length, lost);
  }
});

test("CO14 a source that compiled before needs no process", async () => {
  await using compiler = watch(60_000);
  const first = await compiler.compile(lines(3));
  const broken = await compiler.compile("let = 1;");
  assert.ok(first.ok && !broken.ok && compiler.compiler.pid !== undefined);
  process.kill(compiler.compiler.pid, "SIGSTOP");
  assert.deepEqual(await compiler.compile(lines(3), someone(1)), first);
  assert.deepEqual(await compiler.compile("let = 1;", someone(1)), broken);
  assert.deepEqual(compiler.lost, []);
});

test("CO13 slow sources that wait too long are refused with a sentence", async () => {
  await using compiler = watch(40);
  const results = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => compiler.compile(slow(n), someone(n, "10.0.0.1"))));
  assert.match(messageOf(results[0] ?? { ok: false, problems: [] }), /longer than 40 ms/);
  assert.match(results.map(messageOf).join("\n"), /others like it are waiting. Save again in a moment/);
});

const repeated = (text: string, bytes: number) => text.repeat(bytes / text.length);
const small: readonly ((bytes: number) => string)[] = [
  (bytes) => `export default ${repeated("a=>", bytes)}1`,
  (bytes) => `export default ${"a?".repeat(bytes / 4)}1${":1".repeat(bytes / 4)}`,
  (bytes) => `let a;${repeated("a=", bytes)}1`,
  (bytes) => `export default ${repeated("!", bytes)}1`,
  (bytes) => `${repeated("if(a)", bytes)};`,
  (bytes) => repeated("let a;", bytes),
  (bytes) => `type A=${"A<".repeat(bytes / 3)}1${">".repeat(bytes / 3)};`,
  (bytes) => `export default f${"<A".repeat(bytes / 3)}${">".repeat(bytes / 3)}()`,
  (bytes) => `export default ${repeated("await ", bytes)}1`,
  (bytes) => `type A<T>=${repeated("T extends 1?2:", bytes)}3;`,
];

test("CO13 no source that is small enough to come first can crash the compiler", async () => {
  await using compiler = watch(60_000);
  for (const source of small) assert.ok((await compiler.compile(source(4_000))).problems.length < 100);
  assert.deepEqual(compiler.lost, []);
});

test("CO13 small sources come first, then those of learners who compiled similar ones, then strangers'; suspects wait apart", () => {
  let nowMs = 1;
  const record = new TrackRecord(() => nowMs);
  const [ann, bob, cat] = [someone(1, "home"), someone(2, "home"), someone(3, "away")];
  assert.deepEqual([record.rankOf(ann, 4_096), record.rankOf(ann, 4_097)], ["small", "unknown"]);
  record.compiledQuickly(ann, 4_000);
  assert.deepEqual([record.rankOf(ann, 8_000), record.rankOf(ann, 8_001)], ["trusted", "unknown"]);
  record.suspect(bob);
  const ranks = [ann, bob, cat].map((each) => record.rankOf(each, 8_000));
  assert.deepEqual(ranks, ["trusted", "suspect", "unknown"]);
  assert.deepEqual([record.rankOf(ann, 9_000), record.rankOf(bob, 100)], ["suspect", "small"]);
  nowMs += 600_001;
  assert.deepEqual(
    [ann, bob].map((each) => record.rankOf(each, 9_000)),
    ["unknown", "unknown"],
  );
  record.suspect(ann);
  record.absolve(ann);
  assert.equal(record.rankOf(bob, 9_000), "unknown");
});

test("CO14 results are kept up to a number of bytes, the ones used last; a failure is kept for a while", () => {
  let nowMs = 1;
  const known = new KnownResults(() => nowMs);
  const result = (n: number): CompileResult => ({
    ok: true,
    js: String(n).padEnd(1 << 20),
    map: "",
    problems: [],
    unerasable: null,
  });
  known.keep("0", result(0));
  for (let n = 1; n < 20; n++) {
    known.keep(String(n), result(n));
    assert.deepEqual(known.get("0"), result(0));
  }
  assert.ok(known.bytes <= 16 << 20, String(known.bytes));
  assert.deepEqual([known.get("1"), known.get("19")], [null, result(19)]);
  const failure: CompileResult = { ok: false, problems: [] };
  known.keep("slow", failure, 600_000);
  nowMs += 600_000;
  assert.equal(known.get("slow"), failure);
  nowMs += 1;
  assert.equal(known.get("slow"), null);
  assert.deepEqual(known.get("19"), result(19));
});
