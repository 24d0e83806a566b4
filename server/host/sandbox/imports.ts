// Why a handler may not import something, and what to do instead.

/** One sentence or two for an import that is refused; at most 240 characters, which is what the engine keeps. */
export function importRefusal(specifier: string, kind: "static" | "dynamic", allowed: ReadonlySet<string>): string {
  const shown = specifier.length > 40 ? `${specifier.slice(0, 40)}…` : specifier;
  if (kind === "dynamic") {
    return `import("${shown}") is refused: a handler loads nothing while it runs. Write an import at the top of the file instead.`;
  }
  const name = specifier.replace(/^node:/, "").split("/")[0] ?? "";
  const reason = reasons.get(name) ?? reasonByShape(specifier);
  return `"${shown}" cannot be imported here: ${reason ?? `there are only ${list(allowed)}.`}`;
}

const noFiles = "a handler has no files. Keep data in variables; it lives as long as your code does.";
const noNetwork = "a handler reaches no network of its own. It talks through the sockets that clients open to it.";
const noProcesses = "a handler starts no processes or threads. It runs in one turn after another.";

const reasons: ReadonlyMap<string, string> = new Map([
  ["fs", noFiles],
  ["path", noFiles],
  ["sqlite", noFiles],
  ["os", "a handler sees nothing of the machine it runs on."],
  ["process", "a handler sees nothing of the process it runs in. Values it needs stand in its code."],
  ["vm", "a handler runs in a sandbox already."],
  ["net", noNetwork],
  ["tls", noNetwork],
  ["dgram", noNetwork],
  ["dns", noNetwork],
  ["http", `${noNetwork} Use WebSocketServer of "ws" without a server.`],
  ["https", `${noNetwork} Use WebSocketServer of "ws" without a server.`],
  ["http2", noNetwork],
  ["express", `${noNetwork} Use WebSocketServer of "ws" without a server.`],
  ["undici", noNetwork],
  ["node-fetch", noNetwork],
  ["child_process", noProcesses],
  ["cluster", noProcesses],
  ["worker_threads", noProcesses],
  ["timers", "timers are there without an import: setTimeout, setInterval, queueMicrotask."],
  ["crypto", "use the global crypto.randomUUID(), which needs no import."],
  ["url", "URL and URLSearchParams are there without an import."],
  ["util", "TextEncoder, TextDecoder and structuredClone are there without an import."],
]);

function reasonByShape(specifier: string): string | null {
  if (/^\.{0,2}\//.test(specifier)) return "a handler is one file. Put what you need into it.";
  if (/^[a-z][a-z+.-]*:/i.test(specifier) && !specifier.startsWith("node:")) {
    return "a handler loads nothing from an address. Put what you need into the file.";
  }
  return null;
}

function list(allowed: ReadonlySet<string>): string {
  const names = [...allowed].filter((name) => !name.startsWith("node:")).map((name) => `"${name}"`);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
