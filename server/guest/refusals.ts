// What is said to a learner who reaches for something that the sandbox does not have: why not, and what to do instead.

/** The sentence for an import that is not here; null for a module that is. A leaf: the compiler process uses it too. */
export function refusal(specifier: string): string | null {
  if (present.has(specifier)) return null;
  const bare = specifier.startsWith("node:") ? specifier.slice(5) : specifier;
  return (
    modules.get(bare) ??
    nodeModule(bare) ??
    relative(specifier) ??
    address(specifier) ??
    `"${specifier}" is not here: a handler runs in a sandbox without npm. You have "ws101", "ws", "events", "buffer" and "timers/promises"; write the small part you need yourself.`
  );
}

/** The sentence for a global that Node or a browser has and the sandbox has not. */
export function globalRefusal(name: RefusedGlobal): string {
  return globals[name];
}

/** Everything else that Node or a browser has is simply not defined, so that `typeof window` says so. */
export const refusedGlobals = ["process", "require", "module", "exports", "__dirname", "__filename", "fetch"] as const;
export type RefusedGlobal = (typeof refusedGlobals)[number];

const present: ReadonlySet<string> = new Set([
  "ws101",
  "ws",
  "events",
  "node:events",
  "buffer",
  "node:buffer",
  "timers",
  "node:timers",
  "timers/promises",
  "node:timers/promises",
]);

const noServer =
  'is not here: the room is the server, and it accepts the connections for you. Use `new WebSocketServer({ port: 8080 })` from "ws", or export a function `handle(socket)`.';
const noNetwork =
  "is not here: a handler answers the clients of its room and opens no connections of its own. Keep what you need in a variable, or let a client send it.";
const noFiles = "is not here: a handler has no files. Keep what you need in a variable; it lives until the next load.";
const noProcess = "is not here: a handler cannot start programs or threads; everything runs in this one loop.";

const modules: ReadonlyMap<string, string> = new Map([
  ["http", `"http" ${noServer}`],
  ["https", `"https" ${noServer}`],
  ["http2", `"http2" ${noServer}`],
  ["net", `"net" ${noServer}`],
  ["tls", `"tls" ${noServer}`],
  ["express", `"express" ${noServer}`],
  ["fastify", `"fastify" ${noServer}`],
  ["koa", `"koa" ${noServer}`],
  ["socket.io", `"socket.io" ${noServer}`],
  ["dgram", `"dgram" ${noNetwork}`],
  ["dns", `"dns" ${noNetwork}`],
  ["axios", `"axios" ${noNetwork}`],
  ["node-fetch", `"node-fetch" ${noNetwork}`],
  ["undici", `"undici" ${noNetwork}`],
  ["fs", `"fs" ${noFiles}`],
  ["fs/promises", `"fs/promises" ${noFiles}`],
  ["path", `"path" ${noFiles}`],
  ["child_process", `"child_process" ${noProcess}`],
  ["cluster", `"cluster" ${noProcess}`],
  ["worker_threads", `"worker_threads" ${noProcess}`],
  ["process", '"process" is not here: a handler cannot see or end the program it runs in. Delete the import.'],
  ["os", '"os" is not here: a handler cannot see the machine it runs on. Delete the import.'],
  [
    "crypto",
    '"crypto" is not here: `crypto.randomUUID()` and `crypto.getRandomValues()` are globals, no import needed.',
  ],
  ["uuid", '"uuid" is not here: `crypto.randomUUID()` is a global, no import needed.'],
  ["url", '"url" is not here: `URL` and `URLSearchParams` are globals, no import needed.'],
  ["util", '"util" is not here: `console.log` shows objects by itself, `TextEncoder` and `TextDecoder` are globals.'],
  ["stream", '"stream" is not here: read a socket with `for await`, or listen to its "message" events.'],
  ["assert", '"assert" is not here: throw an Error of your own, or use `console.assert`.'],
  ["perf_hooks", '"perf_hooks" is not here: `performance.now()` is a global, no import needed.'],
  ["async_hooks", '"async_hooks" is not here: pass what a call needs as a parameter.'],
  ["module", '"module" is not here: a handler is one file, and imports only what the room has.'],
  ["ws101/checks", '"ws101/checks" belongs in a lesson\'s checks.ts: a handler is what the checks judge.'],
]);

const otherNodeModules: ReadonlySet<string> = new Set(
  "console constants diagnostics_channel domain inspector punycode querystring readline repl sea sqlite string_decoder sys test trace_events tty v8 vm wasi zlib".split(
    " ",
  ),
);

function nodeModule(bare: string): string | null {
  const family = bare.split("/")[0] ?? bare;
  const known = modules.get(family);
  if (known !== undefined && bare !== family) return known.replace(`"${family}"`, `"${bare}"`);
  if (!otherNodeModules.has(family)) return null;
  return `"${bare}" is not here: a handler runs in a sandbox, not in Node. You have "ws101", "ws", "events", "buffer" and "timers/promises".`;
}

function relative(specifier: string): string | null {
  if (!/^[./#]/.test(specifier)) return null;
  return `"${specifier}" is not here: a handler is one file. Put the code into this file.`;
}

function address(specifier: string): string | null {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(specifier) || specifier.startsWith("node:")) return null;
  return `"${specifier}" cannot be imported: nothing is loaded from the network or from data. Put the code into this file.`;
}

const globals: Readonly<Record<RefusedGlobal, string>> = {
  process: "`process` is not here: a handler cannot see or end the program it runs in, and has no environment.",
  require: "`require` is not here: a handler is an ES module. Write `import … from …` at the top of the file.",
  module: "`module` is not here: a handler is an ES module. Write `export default` for `module.exports`.",
  exports: "`exports` is not here: a handler is an ES module. Write `export` in front of what it gives away.",
  __dirname: `\`__dirname\` ${noFiles}`,
  __filename: `\`__filename\` ${noFiles}`,
  fetch: `\`fetch\` ${noNetwork}`,
};
