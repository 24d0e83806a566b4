// Programs that never yield the CPU.
import { outcomes } from "./burning.ts";
import { type HostileCase, onMessage, onText, text, times } from "./case.ts";

const conversions: HostileCase[] = [
  "const bad = new Uint8Array(4e6).fill(255), d = new TextDecoder(); for (;;) d.decode(bad);",
  "const bad = new Uint8Array(4e6).fill(255), d = new TextDecoder('utf-8', { fatal: true }); for (;;) try { d.decode(bad) } catch {}",
  "const big = 'x'.repeat(4e6); for (;;) Buffer.byteLength(big);",
  "const big = new Uint8Array(4e6); for (;;) socket.send(big).catch(() => {});",
  "const big = Buffer.alloc(4e6, 255); for (;;) big.toString();",
].map((js) => ({ title: `the host's own work: ${js}`, js: onText(js), outcome: ["cpu", "memory"] }));

const parts: HostileCase[] = ["binary: false", "binary: true"].map((options) => ({
  title: `the host's own work on what is sent as ${options}`,
  js: onMessage(
    `const bad = Buffer.alloc(60_000, 255); for (;;) try { socket.send(bad.subarray(1), { ${options} }) } catch {}`,
  ),
  outcome: ["cpu", "output"],
}));

const control: HostileCase[] = [
  "for (;;);",
  "while (true);",
  "do {} while (true);",
  "for (const x of (function* () { for (;;) yield 1 })());",
  "for (let i = 0; i < 10; i--);",
  "a: for (;;) { for (;;) continue a; }",
  "try { for (;;); } finally { for (;;); }",
  "for (;;) { try { throw 1 } catch { continue } finally { continue } }",
  "for (;;) { try { for (;;); } catch {} }",
  "(function f() { try { f() } finally { for (;;); } })();",
  "switch (1) { default: for (;;); }",
  "const g = (function* () { try { yield 1 } finally { for (;;); } })(); g.next(); g.return();",
  "for (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) });",
  "class A { static { for (;;); } }",
  "class A { [(() => { for (;;); })()] = 1 }",
  "const { x = (() => { for (;;); })() } = {};",
  "((parts) => { for (;;); })`tagged`;",
  "with_: { for (;;); }",
  "eval('for (;;);');",
  "new Function('for (;;);')();",
  "(0, eval)('while (1) {}');",
  "[...(function* () { for (let i = 0; ; i++) yield; })()].length;",
  "Promise.all({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) });",
  "new Map({ [Symbol.iterator]: () => ({ next: () => ({ value: [1, 1] }) }) });",
  "Array.from({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) }, () => 1);",
  "Object.fromEntries({ [Symbol.iterator]: () => ({ next: () => ({ value: [1, 1] }) }) });",
].map((js) => ({
  title: `control structures: ${js.slice(0, 70)}`,
  js: onText(js),
  outcome: outcomes["cpu or memory"],
}));

const hidden: HostileCase[] = [
  ["a getter of a sent object", "await socket.send({ get type() { for (;;); } });"],
  ["toString of what is sent", "await socket.send({ toString() { for (;;); } });"],
  ["toJSON of what is logged", "console.log(JSON.stringify({ toJSON() { for (;;); } }));"],
  ["a getter of what is logged", "console.log({ get x() { for (;;); } }, new Proxy({}, { ownKeys() { for (;;); } }));"],
  ["toPrimitive of a delay", "setTimeout(() => {}, { [Symbol.toPrimitive]() { for (;;); } });"],
  [
    "the species of a copied array",
    "class A extends Array { static get [Symbol.species]() { for (;;); } } new A(3).map((x) => x);",
  ],
  ["a comparison", "[1, 2, 3].sort(() => { for (;;); });"],
  ["a replacer", "'aaa'.replace(/a/g, () => { for (;;); });"],
  ["a reviver", "JSON.parse('[1,2]', () => { for (;;); });"],
  ["Symbol.hasInstance", "({}) instanceof { [Symbol.hasInstance]() { for (;;); } };"],
  ["valueOf in an index", "[1, 2][{ toString() { for (;;); } }];"],
  ["a setter behind Object.assign", "Object.assign({ set a(v) { for (;;); } }, { a: 1 });"],
  ["a trap behind structuredClone", "structuredClone({ get x() { for (;;); } });"],
  ["a default of Error.cause", "new Error('x', { get cause() { for (;;); } });"],
  [
    "the iterator's return",
    "for (const x of { [Symbol.iterator]: () => ({ next: () => ({}), return() { for (;;); } }) }) break;",
  ],
].map(([title = "", js = ""]) => ({ title: `hidden in ${title}`, js: onText(js), outcome: outcomes.any }));

const jobs: HostileCase[] = [
  ["a promise chain without end", "const again = () => Promise.resolve().then(again); again();"],
  ["a thenable that gives itself", "const t = { then(resolve) { resolve(t) } }; Promise.resolve(t);"],
  ["microtasks that queue themselves", "const again = () => queueMicrotask(again); again();"],
  [
    "ten thousand parallel chains",
    "for (let i = 0; i < 10000; i++) { const again = () => Promise.resolve().then(again); again(); }",
  ],
  ["an async iterator without end", "async function* g() { for (;;) yield 1 } for await (const x of g());"],
  ["await without end", "for (;;) await null;"],
  ["await of a thenable without end", "for (;;) await { then(r) { r() } };"],
  ["an endless loop behind an await", "await null; for (;;);"],
  ["native code behind an await", "await null; const a = []; a.length = 2 ** 32 - 1; a.reverse();"],
  ["a rejection chain without end", "const again = () => Promise.reject(1).catch(again); again();"],
  [
    "races without end",
    "const again = () => Promise.race([again2(), 1]); const again2 = async () => { await null; return again(); }; again();",
  ],
  ["doubling promises", "const twice = async () => { await null; twice(); twice(); }; twice();"],
  [
    "a finalizer that registers again",
    "const r = new FinalizationRegistry(() => { for (let i = 0; i < 1e4; i++) r.register({}, i); }); for (let i = 0; i < 1e5; i++) r.register({}, i);",
  ],
].map(([title = "", js = ""]) => ({ title: `jobs: ${title}`, js: onText(js), outcome: outcomes.any }));

/** A graph that is small as text and huge when walked. */
const bomb = `{"a":${"[".repeat(5000)}1${"]".repeat(5000)}}`;
const messages: HostileCase[] = [
  {
    title: "JSON bombs in a message",
    js: onMessage("JSON.parse(String(data)); for (;;) JSON.parse(String(data));"),
    outcome: ["runs", "cpu"],
    events: [text(bomb)],
  },
  {
    title: "a regular expression on the message",
    js: onMessage("/^(a+)+$/.test(String(data));"),
    outcome: ["cpu"],
    events: [text(`${"a".repeat(60)}b`)],
  },
  {
    title: "just under the limit on every message",
    js: onMessage("for (let i = 0; i < 700_000; i++); say(1);"),
    outcome: ["runs"],
    events: times(30, (i) => text(String(i))),
  },
  {
    title: "native code just under the limit on every message",
    js: onMessage("'a'.repeat(200_000).split(''); say(1);"),
    outcome: ["runs", "cpu", "memory"],
    events: times(20, (i) => text(String(i))),
  },
];

const moments: HostileCase[] = [
  {
    title: "in a close handler",
    js: onMessage("").replace("socket.on(", 'socket.on("close", () => { for (;;); }); socket.on('),
    outcome: ["cpu"],
    events: [{ type: "close", peer: 1, code: 1000, reason: "" }],
  },
  {
    title: "in a timer",
    js: onText("setTimeout(() => { for (;;); }, 0);"),
    outcome: ["cpu"],
    events: [text("x"), { type: "wake" }],
  },
  {
    title: "in an interval, native",
    js: onText("setInterval(() => { [].fill.call({ length: 2 ** 53 - 1 }); }, 1);"),
    outcome: ["cpu", "memory"],
    events: [text("x"), { type: "wake" }],
  },
  {
    title: "when the connection opens",
    js: "export default async function handle(socket) { for (;;); }",
    outcome: ["cpu"],
    events: [],
  },
  { title: "at the top level", js: "for (;;);\nexport default async function handle(socket) {}", outcome: ["cpu"] },
  {
    title: "at the top level, native",
    js: "Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);\nexport default async function handle(socket) {}",
    outcome: ["cpu"],
  },
  {
    title: "at the top level, behind an await",
    js: "await null; for (;;);\nexport default async function handle(socket) {}",
    outcome: ["cpu"],
  },
  {
    title: "at the top level, jobs without end",
    js: "for (;;) await null;\nexport default async function handle(socket) {}",
    outcome: ["cpu"],
  },
  {
    title: "in a getter of the module",
    js: "export default new Proxy(async () => {}, { get() { for (;;); }, apply() { for (;;); } });",
    outcome: ["cpu", "refused", "runs"],
  },
  {
    title: "when newer code takes over",
    js: onText("").replace(
      "  for await",
      "  (async () => { await socket.closed; for (;;); })().catch(() => {});\n  for await",
    ),
    outcome: ["runs", "cpu"],
    events: [{ type: "retire" }],
  },
  {
    title: "in a ping listener",
    js: onMessage("").replace("socket.on(", 'socket.on("ping", () => { for (;;); }); socket.on('),
    outcome: ["cpu"],
    events: [{ type: "ping", peer: 1, data: Buffer.alloc(0) }],
  },
  {
    title: "in an error listener",
    js: onMessage("").replace("socket.on(", 'socket.on("error", () => { for (;;); }); socket.on('),
    outcome: ["cpu"],
    events: [{ type: "error", peer: 1, code: "ECONNRESET", message: "reset" }],
  },
  {
    title: "in upgrade()",
    js: "export function upgrade() { for (;;); }\nexport default async function handle(socket) {}",
    outcome: ["cpu"],
    events: [{ type: "upgrade", ticket: 1, request: { url: "/", headers: {}, protocols: [], remoteAddress: "" } }],
  },
];

export const cpuCases: readonly HostileCase[] = [
  ...conversions,
  ...parts,
  ...control,
  ...hidden,
  ...jobs,
  ...messages,
  ...moments,
];
