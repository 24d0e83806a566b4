// Heavy but legitimate handlers: large messages and long lists. None may be stopped.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { SandboxPool } from "../../../server/protocol/guest.ts";
import { libraryPool } from "../../sandbox/pools.ts";
import { Arena } from "./arena.ts";
import { type HostileCase, onMessage, onText, text, times } from "./corpus/case.ts";

const words = times(2000, (i) => `word${(i * 7919) % 2003}`).join(" ");
const rows = JSON.stringify(times(900, (i) => ({ id: i, name: `name ${i}`, tags: ["a", "b"], at: i * 1.5 })));

/** For each message; the message is what `data` holds. */
const bodies: readonly (readonly [string, string, string])[] = [
  ["parses 64 KB of JSON", "say(JSON.parse(data).length)", rows],
  ["parses and prints 64 KB of JSON", "say(JSON.stringify(JSON.parse(data)).length)", rows],
  ["prints JSON with indentation", "say(JSON.stringify(JSON.parse(data), null, 2).length)", rows],
  ["clones 64 KB of JSON", "say(structuredClone(JSON.parse(data)).length)", rows],
  [
    "sorts 10,000 numbers",
    "say(Array.from({ length: 10000 }, (_, i) => (i * 7919) % 10007).sort((a, b) => a - b)[5])",
    "x",
  ],
  ["sorts 10,000 strings", "say(Array.from({ length: 10000 }, (_, i) => 'k' + (i * 7919) % 10007).sort()[5])", "x"],
  [
    "sorts 5,000 objects by two keys",
    "say(Array.from({ length: 5000 }, (_, i) => ({ a: i % 7, b: (i * 31) % 501 })).sort((x, y) => x.a - y.a || x.b - y.b).length)",
    "x",
  ],
  ["fills a Map of 10,000", "const m = new Map(); for (let i = 0; i < 10000; i++) m.set('k' + i, i); say(m.size)", "x"],
  [
    "fills a Set and an object",
    "const s = new Set(), o = {}; for (let i = 0; i < 4000; i++) { s.add(i); o['k' + i] = i; } say(Object.keys(o).length + s.size)",
    "x",
  ],
  [
    "groups words",
    "const n = {}; for (const w of data.split(' ')) n[w] = (n[w] ?? 0) + 1; say(Object.keys(n).length)",
    words,
  ],
  ["counts words with a regular expression", "say([...data.matchAll(/\\w+/g)].length)", words],
  ["replaces in 20 KB", "say(data.replace(/o(r)d/g, (_, r) => r.toUpperCase()).length)", words],
  ["replaceAll in 20 KB", "say(data.replaceAll('word', 'mot').length)", words],
  ["builds a string of 100,000 parts", "let s = ''; for (let i = 0; i < 100000; i++) s += i % 10; say(s.length)", "x"],
  ["joins 50,000 parts", "say(Array.from({ length: 50000 }, (_, i) => i).join(',').length)", "x"],
  ["reverses 60 KB by code point", "say([...data].reverse().join('').length)", "héllo😀 ".repeat(7000)],
  ["reverses 60 KB by UTF-16 unit", "say(data.split('').reverse().join('').length)", "hello ".repeat(10000)],
  ["upper-cases and normalizes 60 KB", "say(data.toUpperCase().normalize('NFC').length)", "crème brûlée ".repeat(3500)],
  [
    "encodes and decodes 60 KB",
    "say(new TextDecoder().decode(new TextEncoder().encode(data)).length)",
    "crème brûlée ".repeat(3500),
  ],
  [
    "Buffer to base64 and back",
    "say(Buffer.from(Buffer.from(data).toString('base64'), 'base64').length)",
    "hello ".repeat(5000),
  ],
  [
    "Buffer to hex and back",
    "say(Buffer.from(Buffer.from(data).toString('hex'), 'hex').length)",
    "hello ".repeat(5000),
  ],
  [
    "finds the primes under 50,000",
    "const s = new Uint8Array(50000); let n = 0; for (let i = 2; i < s.length; i++) { if (s[i]) continue; n++; for (let k = i * 2; k < s.length; k += i) s[k] = 1; } say(n)",
    "x",
  ],
  ["fib(22)", "const fib = (n) => n < 2 ? n : fib(n - 1) + fib(n - 2); say(fib(22))", "x"],
  [
    "multiplies 60×60 matrices",
    "const n = 60, a = Array.from({ length: n * n }, (_, i) => i), c = new Array(n * n).fill(0); for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) { let t = 0; for (let k = 0; k < n; k++) t += a[i * n + k] * a[k * n + j]; c[i * n + j] = t; } say(c[5])",
    "x",
  ],
  [
    "a checksum over 60 KB",
    "const b = Buffer.from(data); let h = 0; for (const x of b) h = (h * 31 + x) | 0; say(h)",
    "hello ".repeat(10000),
  ],
  [
    "CRC32 of 30 KB",
    "const b = Buffer.from(data); let c = ~0; for (let i = 0; i < b.length; i++) { c ^= b[i]; for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1)); } say(~c)",
    "hello ".repeat(5000),
  ],
  [
    "a Mandelbrot of 40×40",
    "let n = 0; for (let y = 0; y < 40; y++) for (let x = 0; x < 40; x++) { let a = 0, b = 0, i = 0; for (; i < 60 && a * a + b * b < 4; i++) { const t = a * a - b * b + x / 20 - 1.5; b = 2 * a * b + y / 20 - 1; a = t; } n += i; } say(n)",
    "x",
  ],
  [
    "Levenshtein of two words of 300",
    "const a = data.slice(0, 300), b = data.slice(300, 600); let p = Array.from({ length: 301 }, (_, i) => i); for (let i = 1; i <= 300; i++) { const q = [i]; for (let j = 1; j <= 300; j++) q[j] = Math.min(p[j] + 1, q[j - 1] + 1, p[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)); p = q; } say(p[300])",
    words,
  ],
  [
    "a queue of 20,000 through push and shift",
    "const q = []; for (let i = 0; i < 20000; i++) q.push(i); let t = 0; for (let i = 0; i < 300; i++) t += q.shift(); say(t)",
    "x",
  ],
  [
    "a thousand promises at once",
    "Promise.all(Array.from({ length: 1000 }, async (_, i) => { await null; return i; })).then((all) => say(all.length))",
    "x",
  ],
  [
    "a chain of 3,000 awaits",
    "(async () => { let n = 0; for (let i = 0; i < 3000; i++) n += await i; say(n); })()",
    "x",
  ],
  [
    "an async generator of 1,000",
    "(async () => { async function* g() { for (let i = 0; i < 1000; i++) yield i; } let n = 0; for await (const x of g()) n += x; say(n); })()",
    "x",
  ],
  [
    "a thousand objects of a class with private fields",
    "class P { #x; constructor(x) { this.#x = x } get x() { return this.#x } } say(Array.from({ length: 1000 }, (_, i) => new P(i)).reduce((n, p) => n + p.x, 0))",
    "x",
  ],
  ["recursion of 150", "const sum = (n) => n === 0 ? 0 : n + sum(n - 1); say(sum(150))", "x"],
  [
    "a tree of 2,000 walked",
    "const root = { kids: [] }; let at = [root]; for (let i = 0; i < 2000; i++) { const n = { kids: [] }; at[i % at.length].kids.push(n); if (i % 3 === 0) at.push(n); } const size = (n) => 1 + n.kids.reduce((t, k) => t + size(k), 0); say(size(root) > 0)",
    "x",
  ],
  [
    "dates: 1,000 parsed and printed",
    "let n = 0; for (let i = 0; i < 1000; i++) n += new Date(Date.UTC(2020, 0, i)).toISOString().length; say(n)",
    "x",
  ],
  ["BigInt: 300 factorial", "let f = 1n; for (let i = 1n; i <= 300n; i++) f *= i; say(f.toString().length)", "x"],
  [
    "BigInt: modular power",
    "let b = 7n, e = 10n ** 30n, m = 10n ** 25n + 13n, r = 1n; for (; e > 0n; e >>= 1n) { if (e & 1n) r = r * b % m; b = b * b % m; } say(r > 0n)",
    "x",
  ],
  [
    "URLs: 200 parsed",
    "let n = 0; for (let i = 0; i < 200; i++) n += new URL('/a?x=' + i, 'http://host/').searchParams.get('x').length; say(n)",
    "x",
  ],
  ["logs 150 objects", "for (let i = 0; i < 150; i++) console.log('object', { i, list: [1, 2, 3] }); say('done')", "x"],
  ["sends 900 short answers", "for (let i = 0; i < 900; i++) say(i)", "x"],
  ["sends 15 answers of 60 KB", "for (let i = 0; i < 15; i++) say(data)", "z".repeat(60_000)],
  [
    "keeps a history of 1,000 messages",
    "globalThis.kept ??= []; kept.push(data); if (kept.length > 1000) kept.shift(); say(kept.length)",
    "message",
  ],
  [
    "a CSV of 500 lines",
    "say(data.split('\\n').map((l) => l.split(',').map(Number)).reduce((t, r) => t + r[1], 0))",
    times(500, (i) => `${i},${i * 2},x`).join("\n"),
  ],
  [
    "a template of 2,000 lines",
    "say(Array.from({ length: 2000 }, (_, i) => ['<li class=n', i % 3, '>', i, '</li>'].join('')).join('\\n').length)",
    "x",
  ],
  [
    "Array.from, map, filter, flatMap over 10,000",
    "say(Array.from({ length: 10000 }, (_, i) => i).map((x) => x * 2).filter((x) => x % 3).flatMap((x) => [x, x]).length)",
    "x",
  ],
  [
    "a game of life, 64×64, five steps",
    "let g = new Uint8Array(4096).map((_, i) => (i * 7) % 3 === 0 ? 1 : 0); for (let s = 0; s < 5; s++) { const h = new Uint8Array(4096); for (let y = 0; y < 64; y++) for (let x = 0; x < 64; x++) { let n = 0; for (let d = 0; d < 9; d++) { if (d === 4) continue; n += g[((y + (d / 3 | 0) + 63) % 64) * 64 + (x + d % 3 + 63) % 64]; } h[y * 64 + x] = n === 3 || (n === 2 && g[y * 64 + x]) ? 1 : 0; } g = h; } say(g.length)",
    "x",
  ],
  [
    "a parser of arithmetic",
    "let at = 0; const e = () => { let v = t(); while ('+-'.includes(data[at]) && at < data.length) v = data[at++] === '+' ? v + t() : v - t(); return v; }; const t = () => { let v = f(); while (data[at] === '*') { at++; v *= f(); } return v; }; const f = () => { if (data[at] === '(') { at++; const v = e(); at++; return v; } let n = 0; while (data[at] >= '0' && data[at] <= '9') n = n * 10 + +data[at++]; return n; }; say(e())",
    `${"(1+2)*3+4*(5+6)-".repeat(800)}1`,
  ],
  ["random numbers: 20,000", "let n = 0; for (let i = 0; i < 20000; i++) n += Math.random(); say(n > 0)", "x"],
];

const batches: readonly HostileCase[] = [
  {
    title: "5 ms of loops for each of 64 messages at once",
    js: onMessage("let x = 0; for (let i = 0; i < 90_000; i++) x += i % 7; say(x);"),
    outcome: ["runs"],
    events: times(64, (i) => text(String(i))),
  },
  {
    title: "a broadcast of 64 messages to 20 peers",
    js: `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => socket.on("message", (data) => { for (const client of wss.clients) client.send(String(data)); }));`,
    outcome: ["runs"],
    events: [
      ...times(19, (i) => ({
        type: "open" as const,
        peer: i + 2,
        request: { url: "/", headers: {}, protocols: [], remoteAddress: "" },
        protocol: "",
        resumed: false,
      })),
      ...times(64, (i) => text(`hello ${i}`)),
    ],
  },
  {
    title: "64 messages that wait in a loop for each other",
    js: onText("await null; let x = 0; for (let i = 0; i < 20_000; i++) x += i; say(x);"),
    outcome: ["runs"],
    events: times(64, (i) => text(String(i))),
  },
];

let pool: SandboxPool;
let arena: Arena;
before(async () => {
  pool = await libraryPool({}, 4);
  arena = new Arena(pool);
});
after(() => {
  arena[Symbol.dispose]();
  pool[Symbol.dispose]();
});

const honest: HostileCase[] = [
  ...bodies.map(([title, body, message]) => ({
    title,
    js: onMessage(`data = String(data); ${body};`),
    outcome: ["runs" as const],
    events: [text(message), text(message)],
  })),
  ...batches,
];

for (const each of honest) {
  test(`HA8 ${each.title}`, () => {
    const report = arena.run(each);
    assert.equal(report.outcome, "runs", report.message);
    assert.ok(report.said.length >= (each.events?.length ?? 1) - 19, `${report.said.length} answers`);
    arena.askNeighbour();
  });
}

test("HA8 there are fifty handlers", () => assert.ok(honest.length >= 50, `${honest.length}`));
