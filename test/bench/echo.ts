// Echo: server CPU per message and round-trip time, alternating with bare `ws`.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Style } from "../../server/protocol/lesson.ts";
import { cpuMs } from "../../server/rehearsal/processes.ts";
import { spread } from "../../server/rehearsal/tally.ts";
import { Crowd, type Load, loadName } from "./echo-load.ts";
import { median, type Row } from "./figures.ts";
import { Learner } from "./learner.ts";
import type { Server } from "./server.ts";

const handlers: Readonly<Record<Style, string>> = {
  loop: `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
`,
  events: `import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 3000 });
server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
`,
};

/** `bar`: the largest accepted ratio of CPU to bare ws. */
const loads: readonly { readonly load: Load; readonly bar: number }[] = [
  { load: { clients: 1, inFlight: 1, bytes: 32, kind: "text" }, bar: 2 },
  { load: { clients: 16, inFlight: 1, bytes: 32, kind: "text" }, bar: 1.7 },
  { load: { clients: 16, inFlight: 32, bytes: 32, kind: "text" }, bar: 1.4 },
  { load: { clients: 16, inFlight: 1, bytes: 32, kind: "binary" }, bar: 1.7 },
  { load: { clients: 16, inFlight: 32, bytes: 32, kind: "binary" }, bar: 1.4 },
  { load: { clients: 16, inFlight: 8, bytes: 1024, kind: "text" }, bar: 2 },
  { load: { clients: 16, inFlight: 32, bytes: 1024, kind: "text" }, bar: 2 },
  { load: { clients: 16, inFlight: 32, bytes: 1024, kind: "binary" }, bar: 2 },
];

const maxClients = Math.max(...loads.map(({ load }) => load.clients));
/** Warms up the JIT of both sides before anything is timed. */
const busiest: Load = { clients: 16, inFlight: 32, bytes: 32, kind: "text" };
const warmUpMs = 3_000;
const rounds = 7;
const roundMs = 700;
const warmMs = 1_500;

export async function* benchEcho(server: Server): AsyncGenerator<Row> {
  await using bare = await startBare();
  await using bareCrowd = await Crowd.connect(bare.url, maxClients);
  for (const style of ["loop", "events"] as const) {
    using learner = await Learner.arrive(server.url);
    const { url } = await learner.save("echo", handlers[style], style);
    await using crowd = await Crowd.connect(url, maxClients);
    const ours = { crowd, pids: () => [server.pid, ...server.pidsOf("host")] };
    const theirs = { crowd: bareCrowd, pids: bare.pids };
    await crowd.flow(busiest, warmUpMs);
    await bareCrowd.flow(busiest, warmUpMs);
    for (const { load, bar } of loads) yield* compare(style, load, bar, ours, theirs);
  }
}

interface Side {
  readonly crowd: Crowd;
  pids(): readonly number[];
}

/** Rounds alternate, so that noise on the machine affects both sides alike. */
async function* compare(style: Style, load: Load, bar: number, ours: Side, bare: Side): AsyncGenerator<Row> {
  await ours.crowd.flow(load, warmMs);
  await bare.crowd.flow(load, warmMs);
  const ourRounds: Round[] = [];
  const bareRounds: Round[] = [];
  for (let n = 0; n < rounds; n += 1) {
    ourRounds.push(await measure(ours, load));
    bareRounds.push(await measure(bare, load));
  }
  yield* rowsOf(`${loadName(load)}, ${style}`, bar, ourRounds, bareRounds);
}

interface Round {
  readonly cpuUs: number;
  /** The part of it that V8's helper threads took, mostly to collect garbage. */
  readonly helperShare: number;
  readonly latenciesMs: readonly number[];
}

/** As Node 24 names V8's helper threads. */
const v8Helper = "V8Worker";
/** A host that collects garbage too often spends 10 to 20 percent there. */
const helperBarPercent = 6;

async function measure({ crowd, pids }: Side, load: Load): Promise<Round> {
  const running = pids();
  const sum = (thread?: string) => running.reduce((total, pid) => total + cpuMs(pid, thread), 0);
  const before = { all: sum(), helpers: sum(v8Helper) };
  const { messages, latenciesMs } = await crowd.flow(load, roundMs);
  const usedMs = sum() - before.all;
  return { cpuUs: (usedMs * 1_000) / messages, helperShare: (sum(v8Helper) - before.helpers) / usedMs, latenciesMs };
}

function* rowsOf(name: string, bar: number, ours: readonly Round[], bare: readonly Round[]): Generator<Row> {
  const cpu = (rounds: readonly Round[]) => median(rounds.map(({ cpuUs }) => cpuUs));
  const ratios = ours.map(({ cpuUs }, n) => cpuUs / (bare[n]?.cpuUs ?? Number.NaN));
  const latency = spread(ours.flatMap(({ latenciesMs }) => latenciesMs));
  const bareLatency = spread(bare.flatMap(({ latenciesMs }) => latenciesMs));
  const part = "echo";
  yield { part, what: `${name}: CPU ÷ bare ws`, value: median(ratios), unit: "×", bar };
  yield {
    part,
    what: `${name}: CPU per message`,
    value: cpu(ours),
    unit: "µs",
    beside: { name: "ws", value: cpu(bare) },
  };
  const helpers = median(ours.map(({ helperShare }) => helperShare));
  yield { part, what: `${name}: of it V8's helpers`, value: helpers * 100, unit: "%", bar: helperBarPercent };
  for (const share of ["p50", "p99"] as const) {
    const beside = { name: "ws", value: bareLatency[share] };
    yield { part, what: `${name}: round trip, ${share}`, value: latency[share], unit: "ms", beside };
  }
}

interface Bare extends AsyncDisposable {
  readonly url: string;
  pids(): readonly number[];
}

async function startBare(): Promise<Bare> {
  const child = fork(fileURLToPath(new URL("./bare-child.ts", import.meta.url)), { execArgv: [] });
  const [word] = await once(child, "message");
  const { url } = z.object({ url: z.string() }).parse(word);
  return {
    url,
    pids: () => [child.pid ?? 0],
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}
