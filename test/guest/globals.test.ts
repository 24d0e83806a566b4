// The globals, compared with Node's own on the same expressions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { type GuestRoom, rooms } from "./guest-room.ts";

function top(js: string): GuestRoom {
  return rooms.open(`${js}\nexport default () => {};`);
}

/** Each is an expression of plain data, or throws: then the class of the error counts. */
const same: Readonly<Record<string, readonly string[]>> = {
  "GU52 URL": [
    "new URL('/foo?a=1&b=2#x', 'wss://base.url').href",
    "new URL('https://u:p@example.com:8080/a/../b/./c?q=%20 x#h').href",
    "['protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash', 'origin', 'username', 'password'].map((k) => new URL('http://u:p@EXAMPLE.com:80/p?q#h')[k])",
    "new URL('../x', 'http://h/a/b/c').pathname",
    "new URL('//other/x', 'wss://h').href",
    "new URL('http://[::1]:3000/').host",
    "new URL('http://192.168.0.1.:80/').host",
    "new URL('http://exämple.com/ü?ü').href",
    "new URL('nope')",
    "new URL('http://')",
    "new URL('http://a b/')",
    "URL.canParse('x:y') && !URL.canParse('nope')",
    "URL.parse('nope')",
    "(() => { const u = new URL('http://a/'); u.pathname = '/x y'; u.searchParams.append('k', 'v&'); u.hash = 'z'; u.port = '99'; return u.toString() })()",
    "JSON.stringify({ u: new URL('http://a/') })",
    "[...new URLSearchParams('a=1&a=2&b=%C3%A9+x')].flat()",
    "new URLSearchParams({ a: '1', b: 'x y&é' }).toString()",
    "new URLSearchParams([['a', '1'], ['a', '2']]).getAll('a')",
    "(() => { const p = new URLSearchParams('?c=3&a=1&b=2'); p.sort(); p.set('a', 9); p.delete('b'); return [String(p), p.has('b'), p.get('no'), p.size] })()",
  ],
  "GU52 names of classes": [
    "[URL, URLSearchParams, Event, EventTarget, AbortController, AbortSignal, TextEncoder, TextDecoder, Buffer].map((type) => type.name)",
  ],
  "GU52 TextEncoder and TextDecoder": [
    "[...new TextEncoder().encode('aé€🎉\\ud800')]",
    "new TextEncoder().encodeInto('a€b', new Uint8Array(3))",
    "new TextEncoder().encodeInto('a€b', new Uint8Array(5))",
    "new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))",
    "new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])).length",
    "new TextDecoder().decode(new Uint8Array([0x61, 0xff, 0xc0, 0x80, 0xe2, 0x82, 0x62]))",
    "new TextDecoder().decode(new Uint8Array([0xf0, 0x9f, 0x8e]))",
    "new TextDecoder().decode(new Uint8Array([0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xe0, 0x80, 0x80]))",
    "new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff]))",
    "new TextDecoder('utf8').decode(new Uint8Array([0xc3, 0xa9]).buffer)",
    "(() => { const d = new TextDecoder(); return [0xf0, 0x9f, 0x8e, 0x89, 0x61, 0xe2].map((b) => d.decode(Uint8Array.of(b), { stream: true })).concat(d.decode()) })()",
    "[new TextDecoder().decode(), new TextDecoder().encoding, new TextEncoder().encode().length]",
    "new TextDecoder('no such label')",
  ],
  "GU52 Buffer": [
    "Buffer.from('héllo €🎉').toString('hex')",
    "Buffer.from('lone \\ud800').toString('hex')",
    "Buffer.from([0x61, 0xff, 0xe2, 0x82]).toString()",
    "Buffer.from('aGk', 'base64').toString() + Buffer.from('_-8', 'base64url').toString('hex') + Buffer.from([255, 239]).toString('base64url')",
    "Buffer.from('ff00zz', 'hex').length",
    "['latin1', 'ascii', 'utf16le', 'base64', 'hex', 'utf8', 'binary'].map((e) => Buffer.from('é€x').toString(e))",
    "['a', 'é€🎉', '\\ud800', ''].map((t) => Buffer.byteLength(t))",
    "Buffer.from('hello').toString('utf8', 1, 3) + Buffer.from('hello').slice(-2).toString() + Buffer.from('hello').toString(undefined, 2)",
    "Buffer.from('hello').toString('utf8', -3, 99)",
    "Buffer.concat([Buffer.from('a'), Buffer.from('bc')], 2).toString()",
    "(() => { const b = Buffer.alloc(4); b.writeUInt32BE(0xdeadbeef); return [b.readInt16LE(1), b.readUInt8(0), b.equals(Buffer.from('deadbeef', 'hex'))] })()",
    "(() => { const b = Buffer.from('abc'); const s = b.subarray(1); s[0] = 0x58; return [b.toString(), s.length, Buffer.isBuffer(s), b instanceof Uint8Array] })()",
    "Buffer.from('test').toJSON()",
    "JSON.stringify(Buffer.from('hi'))",
    "Buffer.from('abcabc').indexOf('ca') + Buffer.from('abcabc').lastIndexOf('b') + Number(Buffer.from('x').includes('y'))",
    "Buffer.from(new Uint16Array([1, 256])).length + Buffer.from(new Uint8Array([1, 2]).buffer, 1).length",
    "Buffer.from({})",
    "Buffer.from(5)",
    "Buffer.from(null)",
    "String(Buffer.from('as text')) + Buffer.from('!')",
    "Buffer.compare(Buffer.from('a'), Buffer.from('b'))",
    "JSON.parse(Buffer.from('{\"a\":1}'))",
    "Buffer.isEncoding('base64url') && Buffer.isEncoding('utf8') && !Buffer.isEncoding('no')",
    "[...Buffer.from('abc').reverse()]",
  ],
  "GU52 structuredClone": [
    "structuredClone({ a: [1, { b: new Date(5) }], m: new Map([['k', new Set([1])]]), r: /x/g, n: null, u: undefined, big: 1n })",
    "(() => { const o = { list: [] }; o.list.push(o); const c = structuredClone(o); return c !== o && c.list[0] === c })()",
    "(() => { const e = structuredClone(new RangeError('x', { cause: 'y' })); return [e instanceof RangeError, e.message, e.cause] })()",
    "structuredClone(new Uint16Array([1, 2, 3]).subarray(1))",
    "(() => { const b = new ArrayBuffer(4); const c = structuredClone({ a: new Uint8Array(b), d: new DataView(b, 1) }); c.a[1] = 7; return c.d.getUint8(0) })()",
    "structuredClone(new (class A { x = 1; get y() { return 2 } })()).constructor === Object",
    "structuredClone([, 1]).length",
    "structuredClone(Object(5)).valueOf() + structuredClone('s')",
    "structuredClone(() => {})",
    "structuredClone({ s: Symbol('x') })",
    "structuredClone(new WeakMap())",
    "(() => { try { structuredClone(Symbol('x')) } catch (e) { return [e.name, e instanceof DOMException] } })()",
  ],
  "GU52 events and abort": [
    "(() => { const t = new EventTarget(), got = []; const f = (e) => got.push(e.type); t.addEventListener('a', f); t.addEventListener('a', f); t.addEventListener('a', { handleEvent() { got.push('object') } }, { once: true }); t.dispatchEvent(new Event('a')); t.dispatchEvent(new Event('a')); t.removeEventListener('a', f); t.dispatchEvent(new Event('a')); return got })()",
    "(() => { const t = new EventTarget(); t.addEventListener('a', (e) => e.preventDefault()); return [t.dispatchEvent(new Event('a', { cancelable: true })), t.dispatchEvent(new Event('a'))] })()",
    "(() => { const t = new EventTarget(), got = []; t.addEventListener('a', (e) => { got.push(1); e.stopImmediatePropagation() }); t.addEventListener('a', () => got.push(2)); t.dispatchEvent(new Event('a')); return got })()",
    "(() => { const c = new AbortController(), got = []; c.signal.onabort = () => got.push('on'); c.signal.addEventListener('abort', (e) => got.push(e.target === c.signal)); c.abort('why'); c.abort('again'); return [got.length, c.signal.aborted, c.signal.reason] })()",
    "(() => { const c = new AbortController(); c.abort(); return [c.signal.reason.name, c.signal.reason instanceof DOMException] })()",
    "(() => { const a = new AbortController(), b = new AbortController(); const any = AbortSignal.any([a.signal, b.signal]); b.abort('b'); return [any.aborted, any.reason, AbortSignal.any([b.signal]).reason, AbortSignal.any([]).aborted] })()",
    "AbortSignal.abort(5).reason",
    "AbortSignal.abort('x').throwIfAborted()",
    "new AbortSignal()",
    "(() => { const t = new EventTarget(), c = new AbortController(), got = []; t.addEventListener('a', () => got.push(1), { signal: c.signal }); t.dispatchEvent(new Event('a')); c.abort(); t.dispatchEvent(new Event('a')); return got })()",
  ],
  "GU52 the rest": [
    "btoa('hi') + atob('aGk=')",
    "btoa('€')",
    "typeof queueMicrotask + typeof performance.now() + typeof crypto.randomUUID()",
    "crypto.getRandomValues(new Uint8Array(4)).length",
    "crypto.getRandomValues(new Float64Array(1))",
    "crypto.getRandomValues(new Uint8Array(65537))",
    "/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())",
    "global === globalThis",
    "[...new Intl.Segmenter().segment('👨‍👩‍👧e\\u0301🇩🇪\\r\\nक्षि')].map(({ segment, index }) => [segment, index])",
    "[...new Intl.Segmenter('de', { granularity: 'grapheme' }).segment('👨‍👩‍👧!')].map((s) => s.segment).reverse().join('')",
    "[0, 1, 2, 3, -1].map((at) => new Intl.Segmenter().segment('a😀').containing(at)?.segment)",
    "new Proxy({ a: 1 }, { get: (t, k) => k }).anything",
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy.x })()",
    "new (class extends Proxy { constructor() { super({ a: 5 }, {}) } })().a",
    "Proxy({}, {})",
  ],
};
for (const [rule, expressions] of Object.entries(same)) {
  for (const expression of expressions) {
    test(`${rule}: ${expression}`, () => {
      using room = top(
        `let out; try { out = ${expression} } catch (error) { out = "throws " + (error instanceof Error ? error.name : String(error)) } console.log([out])`,
      );
      assert.deepEqual(room.logs(), [nodeSays(expression)]);
    });
  }
}

function nodeSays(expression: string): string {
  let out: unknown;
  try {
    out = new Function(`return ${expression}`)();
  } catch (error) {
    out = `throws ${error instanceof Error ? error.name : String(error)}`;
  }
  return inspect([out]);
}

test("SB14 the same seed gives the same random numbers and ids, another seed different ones", () => {
  const ids = [1n, 1n, 2n].map((seed) => {
    using room = rooms.open("console.log(crypto.randomUUID(), Math.random()); export default () => {}", seed);
    return room.logs()[0];
  });
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
});

test("GU53 Node's modules can be imported under both names", () => {
  using room =
    rooms.open(`import EventEmitter, { EventEmitter as Named, once } from "events"; import E2 from "node:events";
    import { Buffer as B } from "buffer"; import buffer from "node:buffer"; import timers, { setTimeout as st } from "node:timers";
    console.log(EventEmitter === Named, EventEmitter === E2, EventEmitter.EventEmitter === E2, B === Buffer, buffer.Buffer === B, st === setTimeout, timers.setTimeout === st);
    const emitter = new EventEmitter(); once(emitter, "x").then((args) => console.log(args));
    emitter.on("x", function (a, b) { console.log(this === emitter, a, b) }); emitter.emit("x", 1, 2);
    try { emitter.emit("error", new RangeError("unheard")) } catch (error) { console.log(error.message) }
    export default () => {};`);
  assert.deepEqual(room.logs(), ["true true true true true true true", "true 1 2", "unheard", "[ 1, 2 ]"]);
});

const uses: readonly (readonly [string, RegExp])[] = [
  ["process.env.PORT", /`process` is not available: a handler cannot see or end the process/],
  ["process.exit(1)", /`process` is not available/],
  ["process.env = {}", /`process` is not available/],
  ["require('fs')", /`require` is not available: a handler is an ES module/],
  ["module.exports = {}", /`module` is not available.*export default/],
  ["exports.handle = () => {}", /`exports` is not available/],
  ["fetch('http://x')", /`fetch` is not available: a handler cannot open connections/],
  ["__dirname", /`__dirname` is not available: a handler has no files/],
  ["window.x", /'?window'? is not defined/],
];
for (const [use, expected] of uses) {
  test(`GU54 ${use} throws a sentence with the reason and the alternative`, () => {
    using room = top(`try { ${use} } catch (error) { console.log(error.name + ": " + error.message) }`);
    const [text = ""] = room.logs();
    assert.match(text, expected);
    assert.match(text, /^ReferenceError: /);
  });
}

test("GU54 typeof throws nothing, and a variable of the same name shadows the global", () => {
  using room =
    top(`console.log(typeof process, typeof require, typeof fetch, typeof module, typeof window, typeof document, typeof Deno);
    { const process = { env: { PORT: 5 } }; console.log(process.env.PORT) }`);
  assert.deepEqual(room.logs(), ["object function function object undefined undefined undefined", "5"]);
});

test("GU52 Intl.Segmenter splits graphemes only and says what to use for words", () => {
  const words = `new Intl.Segmenter("en", { granularity: "word" }); export default () => {};`;
  assert.throws(() => rooms.open(words), /RangeError: Intl\.Segmenter here splits text into graphemes only/);
});
