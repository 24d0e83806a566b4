// Output of console, compared with that of Node for the same call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { format } from "node:util";
import { type GuestRoom, rooms } from "./guest-room.ts";

/** Runs statements at the top of a handler. */
function top(js: string): GuestRoom {
  return rooms.open(`${js}\nexport default () => {};`);
}

const shown = [
  "'text', 5, true, null, undefined, -0, NaN",
  "''",
  "'a\\nb'",
  "['a\\nb', 'it\\'s', \"both ' and \\\"\", `tick`]",
  "10n, Symbol('s'), Symbol.iterator",
  "{}, [], { a: 1, 'b-c': 2, 3: 4, [Symbol('s')]: 5 }",
  "{ a: { b: { c: { d: 1 } } }, list: [[[[1]]]] }",
  "[1, , 3], [, , ,], new Array(5)",
  "Array.from({ length: 120 }, (_, i) => i)",
  "['a', 'b'].concat(Array(10).fill('some longer text'))",
  "Object.fromEntries(Array.from({ length: 30 }, (_, i) => ['key' + i, i]))",
  "{ long: 'x'.repeat(60), other: 'y'.repeat(60) }",
  "new Map([['a', { b: 1 }], [{ k: 1 }, new Set([1, 'two'])]]), new Map(), new Set()",
  "new WeakMap(), new WeakSet()",
  "new Date(0), new Date(NaN), /x+/gi",
  "function named() {}, () => {}, async () => {}, function* gen() {}, class A {}, class B extends Map {}",
  "new (class Point { x = 1; #hidden = 2; get y() { return 3 } })(), Object.create(null), Object.create({ a: 1 })",
  "{ get a() { return 1 }, set a(v) {}, get b() { return 1 }, set c(v) {} }",
  "new (class Stack extends Array { extra = 1 })(), new (class Dict extends Map {})([[1, 2]])",
  "Object.assign(() => {}, { tag: 1 }), Object.assign([1], { named: 2 })",
  "Object(1), Object('s'), Object(true), Object(Symbol('w')), Object(1n)",
  "new Uint8Array([1, 2]), new Float64Array([0.5, -0]), new BigInt64Array([1n])",
  "Buffer.from('héllo'), Buffer.alloc(60), [Buffer.from([1])]",
  "Promise.reject(1).catch(() => {}) && 1, Math, JSON, globalThis === global",
  "(() => { const o = { name: 'me' }; o.self = o; o.list = [o, { o }]; return o })()",
  "{ [Symbol.toStringTag]: 'Tagged', a: 1 }",
  "new (class { constructor() { this.a = 1 } })()",
  "'%s is %d years and %i, %f, %j %o %O %% %c', 'Ada', 42.5, 42.9, '1.5', { a: [1] }, [1], { b: 2 }, 'css', 'more'",
  "'%s %s %s %s', null, undefined, 10n, Symbol('x'), 'rest', { a: 1 }",
  "'%s', { a: { b: { c: 1 } } }",
  "'%s', new (class A { toString() { return 'mine' } })()",
  "'%s %s', Buffer.from('text'), new URL('http://a/')",
  "'%d %d %d', '0x10', 5n, {}",
  "'100%', 'of', 5",
  "'%x %', 1",
  "5, '%s', 'not a format'",
  "{ toString() { return 'no' } }, { toJSON() { return 1 } }",
  "new URLSearchParams('a=1&b=2')",
  "{ u: undefined, n: null, f() {}, async g() {}, h: class {} }",
  "'x'.repeat(100).split('')",
  "[['a', 1], ['b', 2]], [{ a: 1 }, { b: 2 }]",
  "[undefined, null], [[], {}]",
];
for (const args of shown) {
  test(`GU43 console.log(${args}) writes what Node writes`, () => {
    using room = top(`console.log(${args})`);
    const expected: string = new Function("format", `return format(${args})`)(format);
    assert.deepEqual(room.logs(), [expected]);
  });
}

test("GU44 a proxy is shown as its target without running its traps", () => {
  using room = top(`const trap = () => { console.log("trapped"); throw new Error("trap") };
    console.log(new Proxy({ a: 1 }, { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap }), [new Proxy([1], { get: trap })]);
    console.log(new Proxy(function f() {}, { apply: trap }));`);
  assert.deepEqual(room.logs(), ["Proxy({ a: 1 }) [ Proxy([ 1 ]) ]", "Proxy([Function: f])"]);
});

test("GU44 an error is shown with its name, message, the learner's own places, cause and properties", () => {
  using room = top(`function deep() {
  return new TypeError("outer", { cause: new RangeError("inner") });
}
const error = deep();
error.code = "E_CODE";
console.log(error);
console.log({ error: new SyntaxError("nested") });
console.log(new AggregateError([new Error("one")], "several"));
class Mine extends Error { name = "Mine" }
console.log(new Mine("own class"));
console.log(String(new Mine("as text")), new Error("")); `);
  const [error = "", nested = "", several = "", mine = "", text = ""] = room.logs();
  assert.match(
    error,
    /^TypeError: outer\n\s+at deep \(handler\.ts:2:\d+\)\n\s+at <anonymous> \(handler\.ts:4:\d+\)[\s\S]*code: 'E_CODE',\n\s+\[cause\]: RangeError: inner\n\s+at deep \(handler\.ts:2:/,
  );
  assert.match(nested, /^\{\n {2}error: SyntaxError: nested\n\s+at <anonymous> \(handler\.ts:7:/);
  assert.match(several, /^AggregateError: several\n[\s\S]*\[errors\]: \[\n\s+Error: one\n/);
  assert.match(mine, /^Mine: own class\n/);
  assert.match(text, /^Mine: as text Error\n/);
  assert.ok(![error, nested, several, mine].join().includes("guest.js"));
});

test("GU45 each method writes at its level with the line of the call", () => {
  using room = top(`console.debug("d");
console.info("i");
console.warn("w");
console.error("e");
console.trace("t");`);
  const lines = room.effects.flatMap((effect) => (effect.type === "log" ? [[effect.level, effect.line]] : []));
  assert.deepEqual(lines, [
    ["debug", 1],
    ["info", 2],
    ["warn", 3],
    ["error", 4],
    ["error", 5],
  ]);
  assert.match(room.logs().at(-1) ?? "", /^error: Trace: t\n\s+at <anonymous> \(handler\.ts:5:/);
});

test("GU45 counts, times, groups and assertions read as in Node", () => {
  using room =
    top(`console.count(); console.count("x"); console.count(); console.countReset(); console.count(); console.countReset("no");
    console.group("outer"); console.log("in\\nside"); console.group(); console.warn("deeper"); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.log("out");
    console.assert(true, "never"); console.assert(false); console.assert(0, "is %s", "zero"); console.assert(null, { a: 1 });
    console.time(); console.time(); console.timeEnd("no");
    setTimeout(() => { console.timeLog("default", "so far"); }, 1500);
    setTimeout(() => { console.timeEnd(); console.timeEnd(); }, 61000);
    console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }); console.log();`);
  room.advance(100_000);
  assert.deepEqual(room.logs(), [
    "default: 1",
    "x: 1",
    "default: 2",
    "default: 1",
    "warn: Warning: Count for 'no' does not exist",
    "outer",
    "  in\n  side",
    "warn:     deeper",
    "out",
    "error: Assertion failed",
    "error: Assertion failed: is zero",
    "error: Assertion failed { a: 1 }",
    "warn: Warning: Label 'default' already exists for console.time()",
    "warn: Warning: No such label 'no' for console.timeEnd()",
    "{ a: [Object] }",
    "",
    "default: 1.500s so far",
    "default: 1:01.000 (m:ss.mmm)",
    "warn: Warning: No such label 'default' for console.timeEnd()",
  ]);
});

const tables = [
  "[{ a: 1, b: 'x' }, { a: 2, c: true }]",
  "[[1, 2], [3, 4, 5]]",
  "['x', 'y']",
  "{ row: { a: 1 }, other: 5 }",
  "new Map([['k', 1], [2, { a: 1 }]])",
  "new Set([1, 'two'])",
  "[{ a: 1, b: 2 }], ['b']",
  "[{ nested: { deep: { er: 1 } }, list: [1, [2]] }]",
  "5",
  "[]",
];
for (const args of tables) {
  test(`GU43 console.table(${args}) draws what Node draws`, async () => {
    using room = top(`console.table(${args})`);
    assert.deepEqual(room.logs(), [await nodeTable(args)]);
  });
}

const tricks = [
  "{ get a() { throw new Error('trap') } }",
  "{ toString() { throw new Error('trap') } }",
  "'%s', { toString() { throw new Error('trap') } }",
  "'%d', { valueOf() { throw new Error('trap') } }",
  "'%j', { toJSON() { throw new Error('trap') } }",
  "'%s', Object.create(null)",
  "{ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('trap') } }",
  "{ [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) { return inspect(this) } }",
  "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
  "new Proxy({}, new Proxy({}, { get() { throw new Error('trap') } }))",
  "Proxy.revocable({ a: 1 }, { get() { throw new Error('trap') } }).proxy",
  "Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('trap') } })",
  "Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('trap') } })",
  "Object.assign(new Error('x'), { name: Symbol('s') })",
  "Object.setPrototypeOf(new Error('x'), null)",
  "(() => { const e = new Error('x'); e.self = e; e.cause = e; return e })()",
  "{ get [Symbol.toStringTag]() { throw new Error('trap') } }",
  "{ constructor: { get name() { throw new Error('trap') } } }",
  "(() => { class A { static get name() { throw new Error('trap') } } return new A() })()",
  "(() => { let o = {}; for (let i = 0; i < 5000; i++) o = { o }; return o })()",
  "Object.defineProperties(new Map([[1, 2]]), { size: { value: 'no' }, entries: { value: null }, [Symbol.iterator]: { value: null } })",
  "process, module, exports",
  "globalThis",
];
for (const args of tricks) {
  test(`GU46 console.log(${args}) never throws and always writes`, () => {
    using room = top(`console.log(${args}); console.log("went on")`);
    assert.equal(room.logs().at(-1), "went on");
    assert.deepEqual(room.faults(), []);
  });
}

test("GU46 console.log works after a learner changed Error, Proxy, console and prototypes", () => {
  using room = top(`const { log } = console;
    Error.stackTraceLimit = 0; Error.prepareStackTrace = () => { throw 1 };
    Object.freeze(Error.prototype); Array.prototype.join = null; String.prototype.slice = null;
    log(new Error("x")); log({ a: [1] });`);
  assert.equal(room.logs().length, 2);
});

test("GU47 a very long line is truncated, with the number of missing characters", () => {
  using room = top("console.log('x'.repeat(1_000_000))");
  const [line = ""] = room.logs();
  assert.ok(line.length < 4096);
  assert.match(line, /^x+… \d+ more characters$/);
});

/** What Node's own console.table writes. */
async function nodeTable(args: string): Promise<string> {
  const { Console } = await import("node:console");
  const { Writable } = await import("node:stream");
  const written: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const console = new Console({ stdout });
  new Function("console", `console.table(${args})`)(console);
  return written.join("").replace(/\n$/, "");
}
