// A hostile program and its expected outcome.
import type { FaultKind, GuestEvent } from "../../../../server/protocol/guest.ts";

export interface HostileCase {
  readonly title: string;
  /** A whole handler, as JavaScript. */
  readonly js: string;
  /** Allowed outcomes. `runs`: the handler continues; `refused`: it does not load. */
  readonly outcome: readonly Outcome[];
  /** Delivered after `open`; one text message by default. */
  readonly events?: readonly GuestEvent[];
  /** A text message that the handler must have sent, which shows that it got that far. */
  readonly says?: string;
}

export type Outcome = "runs" | "refused" | Extract<FaultKind, "cpu" | "memory" | "output">;

/** A loop handler that runs `body` for each text message, with `say(x)` (sends x as text), `socket` and `message`. */
export function onText(body: string): string {
  return `${head}export default async function handle(socket) {
  const say = (x) => { socket.send(String(x)).catch(() => {}); };
  for await (const message of socket) {
    if (message.type !== "text") continue;
    ${body}
  }
}
`;
}

/** The same in the events style. */
export function onMessage(body: string): string {
  return `import { WebSocketServer } from "ws";
new WebSocketServer({ port: 3000 }).on("connection", (socket, request) => {
  const say = (x) => socket.send(String(x));
  socket.on("message", (data, isBinary) => {
    ${body}
  });
});
`;
}

/** `verdict(g)` tries to use what a global object must not provide: each may be missing or throw. */
const head = `const use = { process: (p) => p.env || p.version || p.exit || p.binding, require: (r) => r("fs"), fetch: (f) => f("http://127.0.0.1") };
const forbidden = ["process", "require", "fetch", "Deno", "Bun", "WebAssembly", "XMLHttpRequest", "Worker", "std", "os",
  "bjson", "__ws101", "scriptArgs", "loadScript", "Atomics", "importScripts"];
const found = (g) => forbidden.filter((name) => { try { const it = g[name]; return it !== undefined && (use[name] ?? String)(it) !== undefined; } catch { return false; } });
const verdict = (g) => { const names = found(g); return names.length === 0 ? "contained" : "ESCAPED " + names; };
`;

export function text(data: string, peer = 1): GuestEvent {
  return { type: "text", peer, data: Buffer.from(data) };
}

export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
