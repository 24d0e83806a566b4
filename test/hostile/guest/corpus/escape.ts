// Programs that try to escape the sandbox: constructors, evaluated code, imports, stack traces.
import { type HostileCase, onText } from "./case.ts";

/** Objects of the library that a handler can reach. */
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
  title: `${title} returns the guest's own global`,
  js: onText(`say(verdict(${code}));`),
  outcome: ["runs"],
  says: "contained",
}));

const strings: HostileCase[] = [
  {
    title: "timers do not evaluate strings",
    js: onText(
      `try { setTimeout("globalThis.ran = 1", 0); } catch (e) { say("refused"); } say(globalThis.ran ? "ESCAPED" : "contained");`,
    ),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "import.meta reveals nothing",
    js: onText(
      `const keys = Object.getOwnPropertyNames(import.meta); say(keys.some((k) => /^(resolve|env|dirname|filename|require)$/.test(k)) || /file:|\\//.test(String(import.meta.url ?? "")) ? "ESCAPED " + keys : "contained");`,
    ),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "require is not available",
    js: onText(`try { const m = require("fs"); say(m ? "ESCAPED" : "contained"); } catch (e) { say("contained"); }`),
    outcome: ["runs"],
    says: "contained",
  },
  {
    title: "process is not available by any name",
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

/** The engine passes names as C strings: only the part before a NUL character is looked up. */
const cut: HostileCase[] = [
  {
    title: "static import of a name with a NUL character",
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
    title: "Error.prepareStackTrace that throws, in a reported error",
    js: onText(`Error.prepareStackTrace = () => { throw 1 }; say("on"); null.x;`),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "Error.prepareStackTrace that never ends, in a reported error",
    js: onText(`Error.prepareStackTrace = () => { for (;;); }; null.x;`),
    outcome: ["cpu"],
  },
  {
    title: "stackTraceLimit of a billion",
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
    title: "an error whose message getter never returns",
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

export const escapeCases: readonly HostileCase[] = [
  ...chains,
  ...evaluated,
  ...strings,
  ...imports,
  ...cut,
  ...traces,
] satisfies HostileCase[];
