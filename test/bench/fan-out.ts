// A classroom: one handler that sends each message of 300 clients to all of them, under the limits of a workshop's classroom.
import { once } from "node:events";
import { WebSocket } from "ws";
import { TestInstructor, TestMember, token } from "../front/workshop-people.ts";
import { type Row, spreadRows } from "./figures.ts";
import type { Server } from "./server.ts";

const clients = 300;
const joinTogether = 20;
const lastsMs = 8_000;
/** One speaks at a time: 20 messages, so 6,000 frames, per second. */
const sendEveryMs = 50;

/** The classroom's own limits, and no rates removed: what a workshop would have. */
export const fanOutLimits = {
  INSTRUCTOR_TOKEN: token,
  LIMIT_MESSAGES_PER_SECOND: "100",
  LIMIT_MESSAGES_BURST: "1000",
  LIMIT_NETWORK_FUEL_PER_SECOND: "80000000",
  LIMIT_NETWORK_FUEL_BURST: "400000000",
} as const;

export const sendToAll = `import type { Socket } from "ws101";
const all = new Set<Socket>();
export default async function handle(socket: Socket) {
  all.add(socket);
  try {
    for await (const message of socket) {
      if (message.type === "text") for (const other of all) other.send(message.data);
    }
  } finally {
    all.delete(socket);
  }
}
`;

export async function* benchFanOut(server: Server): AsyncGenerator<Row> {
  using kim = await TestInstructor.signIn(server.url, "Kim");
  await kim.load(sendToAll);
  const { id, code } = await kim.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  await kim.do(id, { do: "classroom", lesson: "echo" });
  const url = (await ana.view())?.endpoint?.url ?? "";
  yield* fanOut({ part: "fan-out", clients, join: () => url });
}

interface FanOut {
  readonly part: string;
  readonly clients: number;
  /** What a client does first; returns the address of the room. */
  join(): string | Promise<string>;
  /** Called when they have spoken, while they are connected. */
  readonly whileOpen?: () => void;
}

/** Clients of one room that runs `sendToAll`; they speak one after the other. */
export async function* fanOut({ part, clients, join, whileOpen }: FanOut): AsyncGenerator<Row> {
  const sockets: WebSocket[] = [];
  const [first, last, joined]: number[][] = [[], [], []];
  const sentAtMs = new Map<string, number>();
  const counts = new Map<string, number>();
  const receive = (text: string) => {
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    const ms = performance.now() - (sentAtMs.get(text) ?? 0);
    if (count === 1) first?.push(ms);
    if (count === clients) last?.push(ms);
  };
  try {
    for (let n = 0; n < clients; n += joinTogether) {
      const began = performance.now();
      const opened = Array.from({ length: joinTogether }, async () => {
        const socket = new WebSocket(await join(), { perMessageDeflate: false });
        socket.on("message", (data) => receive(String(data)));
        await once(socket, "open");
        sockets.push(socket);
      });
      await Promise.all(opened);
      joined?.push((performance.now() - began) / joinTogether);
    }
    const until = performance.now() + lastsMs;
    for (let n = 0; performance.now() < until; n++) {
      const text = `message ${n} of the class`;
      sentAtMs.set(text, performance.now());
      sockets[n % clients]?.send(text);
      await new Promise((resolve) => setTimeout(resolve, sendEveryMs));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    whileOpen?.();
  } finally {
    for (const socket of sockets) socket.terminate();
  }
  yield* spreadRows(part, `a message reaches the first of ${clients}`, first ?? []);
  yield* spreadRows(part, `a message reaches all ${clients}`, last ?? []);
  yield* spreadRows(part, "one more client joins", joined ?? []);
  const lost = sentAtMs.size - (last?.length ?? 0);
  yield { part, what: `messages of ${sentAtMs.size} that did not reach everyone`, value: lost, unit: "", bar: 0 };
}
