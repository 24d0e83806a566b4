// Table of what a handler cannot import or use, with the reason and the alternative. Shared by compiler, sandbox and guest.

/** Why this import fails, in at most 240 characters (the engine keeps no more); null for a module that exists. */
export function importRefusal(specifier: string): string | null {
  if (available.has(specifier)) return null;
  const shown = specifier.length > 40 ? `${specifier.slice(0, 40)}…` : specifier;
  const bare = shown.startsWith("node:") ? shown.slice(5) : shown;
  const family = bare.split("/")[0] ?? bare;
  const reason = modules.get(bare) ?? modules.get(family);
  if (reason !== undefined) return `"${bare}" is not available: ${reason}`;
  if (otherNodeModules.has(family)) {
    return `"${bare}" is not available: a handler runs in a sandbox, not in Node. It can import ${importable}.`;
  }
  if (/^[./#]/.test(shown)) return `"${shown}" is not available: a handler is a single file. ${inThisFile}`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(shown) && !shown.startsWith("node:")) {
    return `"${shown}" is not available: nothing is loaded from the network or from data URLs. ${inThisFile}`;
  }
  return `"${shown}" is not available: a handler runs in a sandbox without npm packages. It can import ${importable}.`;
}

/** Why `import()` fails while a handler runs. */
export function dynamicImportRefusal(specifier: string): string {
  const shown = specifier.length > 40 ? `${specifier.slice(0, 40)}…` : specifier;
  return `import("${shown}") is not available: a handler cannot load modules while it runs. Use an import at the top of the file.`;
}

/** Why using this global throws. */
export function globalRefusal(name: RefusedGlobal): string {
  return `\`${name}\` is not available: ${globals[name]}`;
}

/** Other globals of Node or a browser are simply undefined, so that `typeof window` says so. */
export const refusedGlobals = ["process", "require", "module", "exports", "__dirname", "__filename", "fetch"] as const;
export type RefusedGlobal = (typeof refusedGlobals)[number];

const available: ReadonlySet<string> = new Set([
  "ws101",
  "ws",
  ...["events", "buffer", "timers", "timers/promises"].flatMap((name) => [name, `node:${name}`]),
]);
const importable = '"ws101", "ws", "events", "buffer", "timers" and "timers/promises"';
const inThisFile = "Put the code in this file.";

const noServer =
  'the room is the server and accepts connections for you. Use `new WebSocketServer({ port: 8080 })` from "ws", or export a function `handle(socket)`.';
const noNetwork = "a handler cannot open connections. Keep the data in a variable, or let a client send it.";
const noFiles = "a handler has no files. Keep the data in a variable; it lives until the next load.";
const noProcess = "a handler cannot start programs or threads. Run everything in this one event loop.";
const noImportNeeded = "need no import";

const modules: ReadonlyMap<string, string> = new Map([
  ...["http", "https", "http2", "net", "tls", "express", "fastify", "koa", "socket.io"].map(entry(noServer)),
  ...["dgram", "dns", "axios", "node-fetch", "undici"].map(entry(noNetwork)),
  ...["fs", "path", "sqlite"].map(entry(noFiles)),
  ...["child_process", "cluster", "worker_threads"].map(entry(noProcess)),
  ["process", "a handler cannot see or end the process it runs in. Delete the import."],
  ["os", "a handler cannot see the machine it runs on. Delete the import."],
  ["crypto", `\`crypto.randomUUID()\` and \`crypto.getRandomValues()\` are globals and ${noImportNeeded}.`],
  ["uuid", "use the global `crypto.randomUUID()`, which needs no import."],
  ["url", `\`URL\` and \`URLSearchParams\` are globals and ${noImportNeeded}.`],
  ["util", `\`console.log\` formats objects; \`TextEncoder\` and \`TextDecoder\` are globals and ${noImportNeeded}.`],
  ["stream", 'read a socket with `for await`, or listen to its "message" events.'],
  ["assert", "throw an Error, or use `console.assert`."],
  ["perf_hooks", "use the global `performance.now()`, which needs no import."],
  ["async_hooks", "pass what a call needs as a parameter."],
  ["module", "a handler is a single file and imports only what the room provides. Delete the import."],
  ["ws101/checks", "it is for a lesson's checks.ts, and the checks test handlers. Delete the import."],
]);

function entry(reason: string): (name: string) => [string, string] {
  return (name) => [name, reason];
}

const otherNodeModules: ReadonlySet<string> = new Set(
  "console constants diagnostics_channel domain inspector punycode querystring readline repl sea string_decoder sys test timers trace_events tty v8 vm wasi zlib".split(
    " ",
  ),
);

const globals: Readonly<Record<RefusedGlobal, string>> = {
  process: "a handler cannot see or end the process it runs in, and has no environment variables.",
  require: "a handler is an ES module. Write `import … from …` at the top of the file.",
  module: "a handler is an ES module. Write `export default` instead of `module.exports`.",
  exports: "a handler is an ES module. Write `export` in front of each declaration to export.",
  __dirname: noFiles,
  __filename: noFiles,
  fetch: noNetwork,
};
