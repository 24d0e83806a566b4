// HARM.md A: programs that look for a way out of the sandbox.
import { type HostileCase, onMessage, onText, text } from "./case.ts";

/** What a handler can lay its hands on that somebody else wrote. */
const handles = [
  "socket.send",
  "socket.close",
  "socket.recv",
  "socket",
  "socket.request",
  "message",
  "console.log",
  "console",
  "setTimeout",
  "queueMicrotask",
  "structuredClone",
  "Buffer.from",
  "new URL('http://a/b')",
  "new TextEncoder()",
  "crypto.randomUUID",
  "performance.now",
  "new AbortController().signal",
  "Promise.resolve()",
  "(() => { try { null.x } catch (e) { return e } })()",
  "(() => { try { socket.send({ toString() { throw 1 } }) } catch (e) { return e } })() ?? Error",
  "(function () { return arguments })()",
  "Symbol.iterator",
  "(async () => {})",
  "(function* () {})",
  "(async function* () {})",
  "Object.getOwnPropertyDescriptor(Error.prototype, 'stack').get",
];

const chains: HostileCase[] = handles.map((handle) => ({
  title: `constructor chain of ${handle}`,
  js: onText(`const it = ${handle};
    let at = it, names = [];
    for (let i = 0; i < 6 && at; i++) {
      try { const F = at.constructor; const made = typeof F === "function" ? F("return this") : null;
        const g = typeof made === "function" ? made.call(undefined) : null; if (g && typeof g === "object") names.push(...found(g)); } catch {}
      at = at.constructor ?? Object.getPrototypeOf(at);
    }
    say(names.length ? "ESCAPED " + names : "contained");`),
  outcome: ["runs"],
  says: "contained",
}));

const evaluated: HostileCase[] = [
  ["Function", "Function('return this')()"],
  ["indirect eval", "(0, eval)('this')"],
  ["direct eval", "eval('globalThis')"],
  ["AsyncFunction", "await (async () => {}).constructor('return globalThis')()"],
  ["GeneratorFunction", "(function* () {}).constructor('return globalThis')().next().value"],
  ["AsyncGeneratorFunction", "(await (async function* () {}).constructor('return globalThis')().next()).value"],
  ["Reflect.construct of Function", "Reflect.construct(Function, ['return globalThis'])()"],
  ["bind of Function", "Function.bind(null, 'return globalThis')()()"],
  ["a class that extends Function", "new (class extends Function {})('return globalThis')()"],
  ["a Proxy of Function", "new Proxy(Function, {})('return globalThis')()"],
].map(([title = "", code = ""]) => ({
  title: `${title} gives the guest's own global`,
  js: onText(`say(verdict(${code}));`),
  outcome: ["runs"],
  says: "contained",
}));

const strings: HostileCase[] = [
  {
    title: "string timers are no code",
    js: onText(
      `try { setTimeout("globalThis.ran = 1", 0); } catch (e) { say("refused"); } say(globalThis.ran ? "ESCAPED" : "contained");`,
    ),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "import.meta has nothing to tell",
    js: onText(
      `const keys = Object.getOwnPropertyNames(import.meta); say(keys.some((k) => /^(resolve|env|dirname|filename|require)$/.test(k)) || /file:|\\//.test(String(import.meta.url ?? "")) ? "ESCAPED " + keys : "contained");`,
    ),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "require is not there",
    js: onText(`try { const m = require("fs"); say(m ? "ESCAPED" : "contained"); } catch (e) { say("contained"); }`),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "process is not there, whatever way it is asked for",
    js: onText(`const ways = [() => process.env, () => globalThis.process.env, () => global.process.binding("fs"), () => process.mainModule.require("fs"), () => self.process.version];
      let out = 0; for (const way of ways) { try { if (way()) out++; } catch {} } say(out ? "ESCAPED" : "contained");`),
    outcome: ["runs"],
    says: "contained",
  },
];

const imports: HostileCase[] = [
  ...[
    "fs",
    "node:fs",
    "child_process",
    "worker_threads",
    "vm",
    "module",
    "v8",
    "inspector",
    "wasi",
    "data:text/javascript,export default 1",
  ],
  ...[
    "file:///etc/passwd",
    "../../server/main.ts",
    "./handler.ts",
    "/proc/self/environ",
    "https://example.com/x.js",
    "handler.ts",
    "guest.js",
    "<eval>",
  ],
  ...["std", "os", "bjson", "qjs:std", "qjs:os", "", "\\u0000", "__proto__", "ws/../fs"],
].flatMap((name): HostileCase[] => [
  {
    title: `static import of "${name}"`,
    js: `import * as out from "${name}";\nexport default async function handle() {}`,
    outcome: ["refused"],
  },
  {
    title: `dynamic import of "${name}"`,
    js: onText(
      `await import("${name}").then(() => say("ESCAPED"), (e) => say(e instanceof Error ? "contained" : "odd"));`,
    ),
    outcome: ["runs"],
    says: "contained",
  },
]);

/** The engine hands names over as C strings: what follows a zero is lost, and what stands before it is looked up. */
const cut: HostileCase[] = [
  {
    title: "static import of a name with a zero in it",
    js: `import * as all from "ws101\\u0000fs";\nexport default async function handle() { if (all.readFileSync) throw 1; }`,
    outcome: ["runs", "refused"],
  },
];

const traces: HostileCase[] = [
  {
    title: "Error.prepareStackTrace sees no objects of the host",
    js: onText(`Error.prepareStackTrace = (e, frames) => { for (const f of frames ?? []) for (const k of ["getThis", "getFunction"]) { let v; try { v = f[k]?.(); } catch {} if (v && v !== globalThis) globalThis.leak = k; } return "traced"; };
      const s = new Error("x").stack; say(globalThis.leak ? "ESCAPED " + globalThis.leak : "contained");`),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "Error.prepareStackTrace that throws, in an error that is told",
    js: onText(`Error.prepareStackTrace = () => { throw 1 }; say("on"); null.x;`),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "Error.prepareStackTrace that never ends, in an error that is told",
    js: onText(`Error.prepareStackTrace = () => { for (;;); }; null.x;`),
    outcome: ["cpu"],
  },
  {
    title: "stackTraceLimit of a thousand million",
    js: onText(
      `Error.stackTraceLimit = 1e9; const dive = (n) => { if (n) return dive(n - 1); throw new Error("deep"); }; try { dive(150) } catch (e) { say(e.stack.length > 0 ? "on" : "off"); }`,
    ),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "a getter on stack, name and message of what is thrown",
    js: onText(
      `const e = new Error("x"); for (const k of ["stack", "name", "message"]) Object.defineProperty(e, k, { get() { globalThis.count = (globalThis.count ?? 0) + 1; throw e; } }); say("on"); throw e;`,
    ),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "an error whose message never ends being made",
    js: onText(`throw { __proto__: Error.prototype, get message() { for (;;); } };`),
    outcome: ["runs", "cpu"],
  },
  {
    title: "captureStackTrace on the global and on frozen objects",
    js: onText(
      `for (const o of [globalThis, Object.freeze({}), Object.prototype, [], () => {}]) { try { Error.captureStackTrace(o, handle); } catch {} } say("on");`,
    ),
    outcome: ["runs"],
    says: "on",
  },
];

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
    title: "a global with the door's own name",
    js: onText(`globalThis.__ws101 = new Proxy({}, { get() { say("ESCAPED") } }); say("contained");`),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "walking the heap of what can be reached",
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

export const escapeCases: readonly HostileCase[] = [
  ...chains,
  ...evaluated,
  ...strings,
  ...imports,
  ...cut,
  ...traces,
  ...reaching,
  ...pollution,
  ...bridge,
] satisfies HostileCase[];
