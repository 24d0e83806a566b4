// Programs whose values attack the host that reads them, that change intrinsics, or that search for the bridge.
import { type HostileCase, onMessage, onText, text } from "./case.ts";

/** Values that fight back, given to every call that reaches the host. */
const nasty = [
  "new Proxy({}, { get() { throw new Error('get') }, has() { throw 1 }, ownKeys() { throw 1 }, getPrototypeOf() { throw 1 } })",
  "(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy })()",
  "new Proxy(() => {}, {})",
  "({ [Symbol.toPrimitive]() { throw new Error('prim') } })",
  "({ toString() { for (let i = 0; i < 1e5; i++); return 'x' }, valueOf() { return {} } })",
  "({ toJSON() { throw 1 }, length: 2 ** 53 })",
  "({ get then() { throw 1 } })",
  "Object.create(null)",
  "Symbol('s')",
  "10n ** 50n",
  "NaN",
  "-1",
  "2 ** 53",
  "undefined",
  "null",
  "[]",
  "new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }))",
  "(() => { const b = new ArrayBuffer(8); const u = new Uint8Array(b); b.transfer(); return u })()",
  "new Proxy(new Uint8Array(4), {})",
  "Object.setPrototypeOf(new Uint8Array(4), null)",
  "new DataView(new ArrayBuffer(4))",
  "new Float64Array(4)",
  "new SharedArrayBuffer(8)",
];
const reaching: HostileCase[] = nasty.map((value) => ({
  title: `given to every call that reaches the host: ${value}`,
  js: onText(`const bad = ${value};
    const calls = [() => socket.send(bad), () => socket.ping(bad), () => socket.close(bad, bad), () => console.log(bad), () => console.error("%s %o", bad, bad),
      () => setTimeout(bad, bad), () => setTimeout(() => {}, bad), () => structuredClone(bad), () => Buffer.from(bad), () => new URL(bad), () => new TextDecoder().decode(bad),
      () => queueMicrotask(bad), () => performance.now(bad), () => crypto.getRandomValues?.(bad), () => socket.split?.(bad), () => Promise.reject(bad)];
    for (const call of calls) { try { Promise.resolve(call()).catch(() => {}); } catch {} }
    say("done");`),
  outcome: ["runs"],
}));

const pollution: HostileCase[] = [
  [
    "Object.prototype",
    "for (const k of ['type', 'data', 'peer', 'then', 'get', 'set', 'value', 'toJSON', 'accept', 'status', 'headers', 'line']) Object.prototype[k] = 'polluted';",
  ],
  [
    "Array.prototype",
    "for (const k of Object.getOwnPropertyNames(Array.prototype)) { if (k !== 'constructor' && k !== 'length') Array.prototype[k] = () => { throw new Error('polluted') }; }",
  ],
  [
    "Array.prototype setters",
    "for (let i = 0; i < 50; i++) Object.defineProperty(Array.prototype, i, { set(v) { globalThis.caught = v; }, get() { return 'polluted'; }, configurable: true });",
  ],
  [
    "Promise",
    "Promise.prototype.then = Promise.prototype.catch = () => { throw new Error('polluted') }; Promise.resolve = Promise.reject = null;",
  ],
  ["JSON", "JSON.parse = JSON.stringify = () => { throw new Error('polluted') };"],
  [
    "Symbol.iterator",
    "Array.prototype[Symbol.iterator] = Map.prototype[Symbol.iterator] = String.prototype[Symbol.iterator] = null;",
  ],
  [
    "Function.prototype",
    "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error('polluted') };",
  ],
  [
    "Reflect and Object",
    "Reflect.apply = Object.keys = Object.defineProperty = Object.getPrototypeOf = () => { throw new Error('polluted') };",
  ],
  [
    "typed arrays",
    "const T = Object.getPrototypeOf(Uint8Array.prototype); for (const k of ['set', 'subarray', 'slice', 'fill']) T[k] = () => { throw new Error('polluted') }; Object.defineProperty(T, 'length', { get: () => 2 ** 40 }); Object.defineProperty(T, 'byteLength', { get: () => 2 ** 40 });",
  ],
  ["Date and Math", "Date.now = Math.random = () => NaN; globalThis.Date = null;"],
  [
    "the global object frozen",
    "Object.freeze(globalThis); Object.freeze(Object.prototype); Object.freeze(Array.prototype);",
  ],
  [
    "the prototype of everything exchanged",
    "Object.setPrototypeOf(Array.prototype, new Proxy({}, { get() { throw new Error('polluted') } }));",
  ],
].map(([title = "", code = ""]) => ({
  title: `pollution: ${title}`,
  js: onMessage(`if (String(data) === "first") { ${code} } else socket.send("still here");`),
  outcome: ["runs"],
  events: [text("first"), text("second"), text("third")],
}));

const bridge: HostileCase[] = [
  {
    title: "deleting every global",
    js: onText(
      `for (const k of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[k]; } catch {} } socket.send("on");`,
    ),
    outcome: ["runs"],
    events: [text("a"), text("b")],
  },
  {
    title: "redefining every global as a trap",
    js: onText(
      `for (const k of Object.getOwnPropertyNames(globalThis)) { try { Object.defineProperty(globalThis, k, { get() { throw new Error("trap") } }); } catch {} }`,
    ),
    outcome: ["runs"],
    events: [text("a"), text("b")],
  },
  {
    title: "a global with the name of the ABI",
    js: onText(`globalThis.__ws101 = new Proxy({}, { get() { say("ESCAPED") } }); say("contained");`),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "walking all reachable objects",
    js: onText(`const seen = new Set(), queue = [globalThis, socket, message, handle]; let n = 0;
      while (queue.length && n < 20000) { const o = queue.pop(); if ((typeof o !== "object" && typeof o !== "function") || o === null || seen.has(o)) continue; seen.add(o); n++;
        let keys = []; try { keys = Reflect.ownKeys(o); } catch {} for (const k of keys) { let d; try { d = Reflect.getOwnPropertyDescriptor(o, k); } catch {} if (!d) continue; if ("value" in d) queue.push(d.value); else queue.push(d.get, d.set); } try { queue.push(Object.getPrototypeOf(o)); } catch {} }
      const bad = [...seen].filter((o) => { try { return ["fault", "wakeAt", "describe"].every((k) => typeof o[k] === "function"); } catch { return false; } });
      say(bad.length ? "ESCAPED " + bad.length : "contained");`),
    outcome: ["runs", "cpu"],
    says: "contained",
  },
  {
    title: "caller and callee",
    js: onText(
      `const tries = [() => arguments.callee, () => handle.caller, () => handle.arguments, () => (function f() { return f.caller })()]; let out = 0; for (const t of tries) { try { if (typeof t() === "function") out++; } catch {} } say(out ? "ESCAPED" : "contained");`,
    ),
    outcome: ["runs"],
    says: "contained",
  },
];

export const tamperingCases: readonly HostileCase[] = [...reaching, ...pollution, ...bridge];
