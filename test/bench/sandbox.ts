// Cost of a message in the sandbox alone, without sockets. Prints a table:
// `node server/cli/setup.js && node test/bench/sandbox.ts`.
import type { GuestEvent, SandboxPool } from "../../server/protocol/guest.ts";
import { libraryPool, program } from "../sandbox/pools.ts";

const styles = {
  loop: `export default async function handle(socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}`,
  events: `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});`,
};

const messages: readonly (readonly [string, GuestEvent])[] = [
  ["text 32 B", { type: "text", peer: 1, data: Buffer.from("x".repeat(32)) }],
  ["text 1 KB", { type: "text", peer: 1, data: Buffer.from("x".repeat(1024)) }],
  ["text 1 KB, not ASCII", { type: "text", peer: 1, data: Buffer.from("é".repeat(512)) }],
  ["binary 32 B", { type: "binary", peer: 1, data: Buffer.alloc(32, 7) }],
  ["binary 1 KB", { type: "binary", peer: 1, data: Buffer.alloc(1024, 7) }],
];

const request = { url: "/ws/bench", headers: {}, protocols: [], remoteAddress: "127.0.0.1" };
const count = 60_000;

/** CPU time of this thread per message in µs; the better of two rounds. */
function costOf(pool: SandboxPool, js: string, event: GuestEvent, batch: number): number {
  using sandbox = pool.acquire(1n);
  const loaded = sandbox.load(program(js), 0);
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
  sandbox.deliver([{ type: "open", peer: 1, request, protocol: "", resumed: false }], 0);
  const events = Array.from({ length: batch }, () => event);
  const rounds = [1, 2].map(() => {
    const before = process.threadCpuUsage();
    for (let sent = 0; sent < count; sent += batch) {
      const turn = sandbox.deliver(events, 0);
      if (turn.consumed !== batch || turn.effects.length !== batch)
        throw new Error(`Lost messages: ${JSON.stringify(turn.fault)}`);
    }
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / count;
  });
  return Math.min(...rounds);
}

function loadMs(pool: SandboxPool, js: string): { p50: number; p99: number } {
  const source = program(js);
  const times = Array.from({ length: 1000 }, () => {
    const from = performance.now();
    using sandbox = pool.acquire(1n);
    sandbox.load(source, 0);
    return performance.now() - from;
  }).sort((a, b) => a - b);
  return { p50: times[500] ?? 0, p99: times[990] ?? 0 };
}

using pool = await libraryPool({}, 4);
console.log("CPU in the sandbox for one echoed message, µs");
console.log(
  `${"".padEnd(24)}${"loop ×1".padStart(10)}${"loop ×32".padStart(10)}${"events ×1".padStart(11)}${"events ×32".padStart(12)}`,
);
for (const [name, event] of messages) {
  const [a, b] = [1, 32].map((batch) => costOf(pool, styles.loop, event, batch).toFixed(2));
  const [c, d] = [1, 32].map((batch) => costOf(pool, styles.events, event, batch).toFixed(2));
  console.log(`${name.padEnd(24)}${a?.padStart(10)}${b?.padStart(10)}${c?.padStart(11)}${d?.padStart(12)}`);
}
for (const [style, js] of Object.entries(styles)) {
  const { p50, p99 } = loadMs(pool, js);
  console.log(`load, ${style}: p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms`);
}
