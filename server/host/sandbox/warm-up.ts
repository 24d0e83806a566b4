// Runs what handlers run most before the first one comes: V8 compiles the engine's functions well only once they are used.
import type { Sandbox } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";

/** Each runs until its fuel is spent; together about 60 ms. */
const programFuel = 1_200_000;
const mostJobs = 2_000;

const programs = [
  "const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); for (;;) f(12);",
  "let f = () => 1; for (let i = 0; i < 20; i++) f = f.bind(null); for (;;) f(1, 2, 3);",
  "class A { #x = 1; get x() { return this.#x; } } for (;;) { const o = { a: [1, new A().x], b: 'x' }; Object.keys({ ...o }); }",
  "const o = { list: Array.from({ length: 50 }, (_, i) => ({ i, s: 'x' + i, n: [i / 3] })) }; for (;;) JSON.parse(JSON.stringify(o, null, 1));",
  "for (let i = 0; ; i++) { new RegExp('a{1,' + (i % 9 + 1) + '}b*[c-z]+(d|e)?').test('aabbcd' + i); 'a-b-c'.split('-').join().replace(/b/g, 'x'); }",
  "for (;;) { /(a+)+$/.test('aaaaaaaaaaab'); 'x'.padEnd(500, 'ab').toUpperCase().indexOf('ba'); [...'é😀x'].reverse(); }",
  "for (;;) { const a = Array.from({ length: 99 }, (_, i) => (i * 7) % 31); a.sort((x, y) => x - y); a.slice().sort().reverse().indexOf(9); a.splice(3, 5, 1); }",
  "for (;;) { const m = new Map(); for (let i = 0; i < 99; i++) m.set('k' + i, i); for (const [k, v] of m) m.get(k); m.clear(); new Set([1, 2, 3]); }",
  "for (;;) { const u = new Uint8Array(300); u.fill(7); u.slice(3).set(u.subarray(9, 20)); u.join(); for (let i = 0; i < 300; i++) u[i] = i; }",
  "for (;;) { try { null.x; } catch (e) { e.stack; } (2n ** 99n).toString(); (1 / 3).toFixed(9); new Date(1e12).toISOString(); }",
  "for (;;) Iterator.from([1, 2, 3]).map((x) => x).toArray();",
  "for (;;) { await null; await Promise.all([1, Promise.resolve(2)]); }",
];

/** `sandboxWith` makes a sandbox under these limits, for one program. */
export function warmUp(limits: Limits, sandboxWith: (limits: Limits) => Sandbox): void {
  const short = { ...limits, loadFuel: programFuel, jobsPerTurn: mostJobs };
  for (const js of programs) {
    using sandbox = sandboxWith(short);
    sandbox.load({ version: 0, js, map: "", file: "warm-up.ts" }, 0);
  }
}
