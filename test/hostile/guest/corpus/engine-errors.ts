// Patterns of published memory errors in this family of engines. An engine may survive each one, throw or break; no
// other sandbox may be affected.
import { type HostileCase, onText } from "./case.ts";

const shapes: readonly (readonly [string, string])[] = [
  [
    "splice while valueOf of the count shortens the array",
    "const a = Array.from({ length: 1000 }, (_, i) => ({ i })); a.splice(0, { valueOf() { a.length = 0; return 900; } }, 1, 2, 3); a.push(...a);",
  ],
  [
    "splice while the species constructor empties the array",
    "const a = [1.1, 2.2, 3.3, {}]; a.constructor = { [Symbol.species]: function (n) { a.length = 0; return []; } }; a.splice(0, 4);",
  ],
  [
    "slice while valueOf of the end shortens the array",
    "const a = Array.from({ length: 5000 }, () => ({})); const b = a.slice(0, { valueOf() { a.length = 1; return 5000; } }); b.map((x) => x);",
  ],
  [
    "concat with a species that hands back the same array",
    "const a = [1, 2, 3]; a.constructor = { [Symbol.species]: function () { return a; } }; a.concat(a, [4, 5, 6], a);",
  ],
  [
    "concat of a spreadable Proxy whose length changes",
    "let n = 0; const p = new Proxy([], { get(t, k) { if (k === 'length') return n++ ? 5 : 50000; if (k === Symbol.isConcatSpreadable) return true; return {}; }, has: () => true }); [1].concat(p, p);",
  ],
  [
    "sort whose comparison shortens the array",
    "const a = Array.from({ length: 2000 }, (_, i) => ({ v: i })); a.sort((x, y) => { a.length = 0; return y.v - x.v; }); a.push(1);",
  ],
  [
    "sort whose comparison grows the array",
    "const a = Array.from({ length: 200 }, (_, i) => i); let n = 0; a.sort((x, y) => { if (n++ < 1000) a.push({}); return y - x; });",
  ],
  [
    "typed sort whose comparison detaches the buffer",
    "const b = new ArrayBuffer(8000), a = new Float64Array(b); for (let i = 0; i < a.length; i++) a[i] = -i; a.sort((x, y) => { if (b.byteLength) b.transfer(0); return x - y; });",
  ],
  [
    "typed sort whose comparison shrinks the buffer",
    "const b = new ArrayBuffer(8000, { maxByteLength: 16000 }), a = new Float64Array(b); a.sort((x, y) => { b.resize(8); return 1; }); a[900] = 1;",
  ],
  [
    "typed fill while valueOf of the value detaches",
    "const b = new ArrayBuffer(65536), a = new Uint8Array(b); a.fill({ valueOf() { b.transfer(0); return 65; } });",
  ],
  [
    "typed fill while valueOf of the start shrinks the buffer",
    "const b = new ArrayBuffer(65536, { maxByteLength: 65536 }), a = new Uint32Array(b); a.fill(0x41414141, { valueOf() { b.resize(16); return 2; } });",
  ],
  [
    "typed set from an object whose getter detaches",
    "const b = new ArrayBuffer(800), a = new Uint8Array(b); const s = { length: 800 }; for (let i = 0; i < 800; i++) Object.defineProperty(s, i, { get() { if (b.byteLength) b.transfer(0); return 66; } }); a.set(s);",
  ],
  [
    "typed set from itself while it is resized",
    "const b = new ArrayBuffer(4096, { maxByteLength: 8192 }), a = new Uint8Array(b); a.set({ length: 4000, get 0() { b.resize(16); return 1; }, 3999: 2 });",
  ],
  [
    "copyWithin while valueOf shrinks the buffer",
    "const b = new ArrayBuffer(65536, { maxByteLength: 65536 }), a = new Uint8Array(b); a.copyWithin(0, { valueOf() { b.resize(64); return 100; } }, 65000);",
  ],
  [
    "subarray with a species that hands back a short one",
    "class T extends Uint8Array { static get [Symbol.species]() { return function () { return new Uint8Array(1); }; } } new T(1000).subarray(0, 1000).fill(1); try { new T(1000).map((x) => x) } catch {}",
  ],
  [
    "typed slice into a species over the same buffer, shifted",
    "const b = new ArrayBuffer(1024); class T extends Uint8Array { static get [Symbol.species]() { return function (n) { return new Uint8Array(b, 512, Math.min(n, 512)); }; } } try { new T(b).slice(0, 512); } catch {}",
  ],
  [
    "typed map whose callback detaches what is written to",
    "const a = new Uint32Array(1000); let out; a.constructor = { [Symbol.species]: function (n) { return out = new Uint32Array(n); } }; try { a.map((x, i) => { if (i === 5) out.buffer.transfer(0); return i; }); } catch {}",
  ],
  [
    "typed filter, indexOf, includes, join over a shrinking buffer",
    "const b = new ArrayBuffer(4000, { maxByteLength: 8000 }), a = new Uint32Array(b); for (const m of ['indexOf', 'lastIndexOf', 'includes']) a[m](1, { valueOf() { b.resize(b.byteLength > 100 ? 16 : 4000); return 0; } }); a.join({ toString() { b.resize(0); return ','; } });",
  ],
  [
    "DataView that is read after its buffer shrank",
    "const b = new ArrayBuffer(1000, { maxByteLength: 1000 }), v = new DataView(b); try { v.setFloat64({ valueOf() { b.resize(1); return 900; } }, 1.1); } catch {} try { v.getBigUint64({ valueOf() { b.transfer(0); return 0; } }); } catch {}",
  ],
  [
    "ArrayBuffer.slice with a species over a detached buffer",
    "const b = new ArrayBuffer(1000); b.constructor = { [Symbol.species]: function (n) { const r = new ArrayBuffer(n); b.transfer(0); return r; } }; try { b.slice(0, 1000); } catch {}",
  ],
  [
    "a regular expression whose lastIndex runs code",
    "const r = /a/gy; const s = 'a'.repeat(5000); r.lastIndex = { valueOf() { r.compile('b+(c)', 'g'); return 4990; } }; try { r.exec(s); s.replace(r, () => { r.compile('(((x)))'); return ''; }); } catch {}",
  ],
  [
    "a regular expression that is recompiled while it runs",
    "const r = /(?:a|b)*c/g; 'abababc'.replace(r, () => { r.compile('x'.repeat(500), 'g'); return 'y'; });",
  ],
  [
    "a replacer that changes the array of groups",
    "String.prototype.replace.call('abc', { [Symbol.replace](s, f) { return f(...new Array(5000)); } }, (...all) => { all.length = 0; return ''; });",
  ],
  [
    "a result of exec with a getter for its index",
    "const r = /a/; r.exec = () => { const m = ['aaaa']; Object.defineProperty(m, 'index', { get() { m.length = 1e6; return 2 ** 31; } }); return m; }; try { r[Symbol.replace]('a'.repeat(100), '$&$1$`'); } catch {}",
  ],
  [
    "a Proxy whose ownKeys lies",
    "const p = new Proxy({}, { ownKeys: () => ['a', 'b', Symbol.iterator], getOwnPropertyDescriptor: () => ({ value: 1, configurable: true, enumerable: true }) }); Object.assign({}, p); ({ ...p }); JSON.stringify(p); Object.entries(p); structuredClone({ ...p });",
  ],
  [
    "a Proxy whose ownKeys is a hundred thousand long",
    "const p = new Proxy({}, { ownKeys: () => Array.from({ length: 100000 }, (_, i) => 'k' + i) }); try { Reflect.ownKeys(p); Object.keys(p); } catch {}",
  ],
  [
    "a Proxy revoked in its own trap",
    "const r = Proxy.revocable({}, { get() { r.revoke(); return 1; }, has() { r.revoke(); return true; } }); try { r.proxy.x; 'x' in r.proxy; } catch {}",
  ],
  [
    "iterator close that throws, in destructuring",
    "const it = { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }), get return() { throw 1; } }) }; try { const [x] = it; } catch {} try { [...it].length; } catch {}",
  ],
  [
    "iterator close that ends the generator it closes",
    "function* g() { try { yield 1; yield 2; } finally { try { it.return(); } catch {} yield 3; } } const it = g(); for (const x of it) break; it.next(); it.return();",
  ],
  [
    "a generator that runs itself",
    "let it; function* g() { try { it.next(); } catch {} yield it; try { it.return(1); } catch {} } it = g(); it.next(); it.next();",
  ],
  [
    "concurrent return, throw and next of an async generator",
    "async function* g() { try { yield 1; } finally { await null; } } const it = g(); it.next(); it.return(1); it.throw(2).catch(() => {}); it.next(); await it.next();",
  ],
  [
    "FinalizationRegistry and WeakRef with what is being freed",
    "const r = new FinalizationRegistry((held) => { held.x = r; new WeakRef(held); }); for (let i = 0; i < 3000; i++) { const o = { i }; r.register(o, { i }, o); r.unregister(i % 2 ? o : {}); new WeakRef(o).deref(); }",
  ],
  [
    "a WeakMap whose keys keep each other",
    "const m = new WeakMap(); for (let i = 0; i < 5000; i++) { const a = {}, b = {}; m.set(a, b); m.set(b, a); m.delete(i % 3 ? a : b); }",
  ],
  [
    "a Map that is changed while it is walked",
    "const m = new Map([[1, 1], [2, 2]]); let n = 0; m.forEach((v, k) => { m.delete(k); if (n++ < 2000) { m.set({}, 1); m.clear(); m.set(n, 1); } }); for (const [k] of m) { m.clear(); m.set(k, 1); if (n++ > 5000) break; }",
  ],
  [
    "a Map iterator of a map that was emptied",
    "const m = new Map(Array.from({ length: 100 }, (_, i) => [i, {}])); const it = m.entries(); it.next(); m.clear(); for (let i = 0; i < 100; i++) { it.next(); m.set(i, i); m.delete(i); }",
  ],
  [
    "groupBy whose callback changes what it groups",
    "const a = Array.from({ length: 1000 }, (_, i) => i); Object.groupBy(a, (x) => { a.length = 1; return x % 7; }); Map.groupBy(a, () => { a.push({}); if (a.length > 500) a.length = 0; return 1; });",
  ],
  [
    "a getter that deletes the property it is behind",
    "const o = { get a() { delete o.a; o.b = 1; return o; }, c: 1 }; for (const k in o) o[k]; JSON.stringify(o); Object.values(o);",
  ],
  [
    "for-in over a prototype chain that changes",
    "let o = {}; for (let i = 0; i < 50; i++) { const p = { ['k' + i]: i }; Object.setPrototypeOf(p, o); o = p; } for (const k in o) { Object.setPrototypeOf(o, { [k + 'x']: 1 }); delete o[k]; }",
  ],
  [
    "arguments that alias parameters after they were changed",
    "(function (a, b) { arguments.length = 1e6; arguments[1] = {}; delete arguments[0]; a = 1; return Array.prototype.slice.call(arguments, 0, 10); })({}, {});",
  ],
  [
    "apply with a length that grows while it is read",
    "const o = { get length() { return 60000; }, get 5() { return o; } }; try { Math.max.apply(null, o); String.fromCharCode.apply(null, o); } catch {}",
  ],
  [
    "bound functions with a hundred thousand arguments",
    "let f = (...a) => a.length; try { for (let i = 0; i < 20; i++) f = f.bind(null, ...new Array(5000)); f(); } catch {}",
  ],
  [
    "defineProperty on the length of an array while it is grown",
    "const a = []; Object.defineProperty(a, 'length', { writable: false }); try { a.push(1); a[5] = 1; a.splice(0, 0, 1, 2); } catch {} const b = [1, 2, 3]; Object.freeze(b); try { b.sort(); b.reverse(); b.copyWithin(0, 1); } catch {}",
  ],
  [
    "an array with holes and a prototype with setters",
    "for (let i = 0; i < 10; i++) Object.defineProperty(Array.prototype, i, { configurable: true, get() { return this; }, set(v) { this.length = 0; } }); const a = [, , 1, , 2]; a.reverse(); a.sort(); a.unshift(1, 2); a.splice(1, 2, 3); for (let i = 0; i < 10; i++) delete Array.prototype[i];",
  ],
  [
    "toSpliced, toSorted, with and at, while valueOf shortens",
    "const a = Array.from({ length: 500 }, () => ({})); const v = { valueOf() { a.length = 3; return 400; } }; try { a.toSpliced(v, 5); } catch {} try { a.with(v, 1); } catch {} a.at(v); try { a.toSorted(() => { a.length = 0; return 1; }); } catch {}",
  ],
  [
    "lastIndexOf and includes from an index that shortens",
    "const a = Array.from({ length: 5000 }, () => 1.5); a.lastIndexOf(7, { valueOf() { a.length = 2; return 4999; } }); a.length = 5000; a.includes(7, { valueOf() { a.length = 2; return 1; } });",
  ],
  [
    "flatMap and flat into an array that is emptied",
    "const inner = Array.from({ length: 500 }, () => [1, 2]); inner.flatMap((x, i) => { if (i === 3) inner.length = 4; return inner; }); const self = [[1], [2]]; self.push(self); self.flat(3);",
  ],
  [
    "copying a string rope while it is flattened",
    "let s = 'a'; for (let i = 0; i < 2000; i++) s = (i % 2 ? s + '\\u1234' : 'b' + s); s.localeCompare(s.slice(1)); s.normalize('NFD').isWellFormed(); [...s].reverse().join('').at(-1); s.split('').map((c) => s.indexOf(c));",
  ],
  [
    "BigInt conversions that run code",
    "const v = { valueOf() { return 2n ** 4000n; } }; BigInt.asIntN(64, v) + BigInt.asUintN(5000, v); try { new BigInt64Array(4).fill(v); new BigUint64Array([v]); } catch {} (2n ** 20000n >> 19990n) ** 3n;",
  ],
  [
    "Date with values that run code",
    "const d = new Date(); d.setHours({ valueOf() { d.setTime(NaN); return 1; } }, { valueOf() { return 2 ** 40; } }); new Date(8.64e15 + 1).getTime(); try { new Date({ [Symbol.toPrimitive]() { return {}; } }); } catch {}",
  ],
  [
    "symbols, atoms and names in great number",
    "const o = {}; for (let i = 0; i < 30000; i++) { o['n' + i] = 1; delete o['n' + i]; } for (let i = 0; i < 3000; i++) { Symbol.for('s' + i); o[Symbol('t' + i)] = i; } Reflect.ownKeys(o).length;",
  ],
  [
    "class fields and private names through a Proxy and a returned object",
    "class B { constructor(o) { return o; } } class A extends B { #x = 1; static read(o) { return o.#x; } } const p = new Proxy({}, {}); new A(p); A.read(p); try { new A(p); } catch {} try { A.read({}); } catch {} new A(globalThis); A.read(globalThis);",
  ],
  [
    "super and new.target after the prototype went away",
    "class A { m() { return super.toString(); } } const o = { __proto__: A.prototype }; Object.setPrototypeOf(A.prototype, null); try { o.m(); } catch {} try { Reflect.construct(A, [], new Proxy(function () {}, { get: () => null })); } catch {}",
  ],
  [
    "Iterator helpers over an iterator that changes itself",
    "const it = { next() { it.next = null; return { done: false, value: 1 }; }, return() { it.return = null; return {}; }, __proto__: Iterator.prototype }; try { it.map((x) => x).filter(() => true).take(5).drop(1).toArray(); } catch {} try { it.flatMap(() => it).toArray(); } catch {}",
  ],
  [
    "Promise combinators with a resolve that is called again and again",
    "const t = { then(a, b) { a(t2); b(1); a(2); } }, t2 = { then(a) { a(1); throw 2; } }; class P extends Promise { static resolve() { return t; } } await Promise.allSettled([P.all([1, 2]).catch(() => {}), Promise.any([t, t2]), Promise.race([t2])]);",
  ],
  [
    "DisposableStack that disposes itself",
    "const s = new DisposableStack(); s.defer(() => { try { s.dispose(); s.defer(() => {}); } catch {} }); s.adopt({}, () => { throw new Error('a'); }); try { s.dispose(); } catch {} try { s.move(); } catch {}",
  ],
  [
    "SharedArrayBuffer that grows under a typed array",
    "const b = new SharedArrayBuffer(8, { maxByteLength: 4096 }); const a = new Uint8Array(b); a.fill({ valueOf() { b.grow?.(4096); return 1; } }); a.at(4000);",
  ],
  [
    "base64 and hex into a buffer that shrinks",
    "const b = new ArrayBuffer(64, { maxByteLength: 64 }), a = new Uint8Array(b); try { a.setFromBase64('QUJD'.repeat(100), { get alphabet() { b.resize(1); return 'base64'; } }); } catch {} try { a.setFromHex('41'.repeat(500)); } catch {} try { Uint8Array.fromHex('4'); } catch {}",
  ],
];

export const engineErrorCases: readonly HostileCase[] = shapes.map(([title, js]) => ({
  title: `memory error: ${title}`,
  js: onText(`try { ${js} } catch (e) { globalThis.last = String(e); } say("on");`),
  outcome: ["runs", "cpu", "memory"],
}));
