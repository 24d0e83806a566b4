// Memory: growth of all processes with 500 learners, each with a room and one socket.
import { once } from "node:events";
import { WebSocket } from "ws";
import { proportionalBytes } from "../../server/rehearsal/processes.ts";
import type { Row } from "./figures.ts";
import { Learner } from "./learner.ts";
import type { Server } from "./server.ts";

const rooms = 500;
const warmRooms = 20;
const together = 10;
const barMib = 1.5;
const mib = 1 << 20;

/** Requires a fresh server: leftovers of other parts would count. */
export async function* benchMemory(server: Server): AsyncGenerator<Row> {
  const open: WebSocket[] = [];
  try {
    await openRooms(server, warmRooms, open);
    const before = resident(server);
    await openRooms(server, rooms, open);
    const grown = resident(server) - before;
    const part = "memory";
    yield {
      part,
      what: `a live room, of ${rooms}, all processes`,
      value: grown / rooms / mib,
      unit: "MiB",
      bar: barMib,
    };
    yield { part, what: `all processes with ${rooms + warmRooms} rooms`, value: resident(server) / mib, unit: "MiB" };
    yield { part, what: `all processes with ${warmRooms} rooms`, value: before / mib, unit: "MiB" };
  } finally {
    for (const socket of open) socket.terminate();
  }
}

function resident(server: Server): number {
  return server.allPids().reduce((sum, pid) => sum + proportionalBytes(pid), 0);
}

async function openRooms(server: Server, count: number, open: WebSocket[]): Promise<void> {
  for (let n = 0; n < count; n += together) {
    await Promise.all(Array.from({ length: Math.min(together, count - n) }, () => openRoom(server, open)));
  }
}

/** A room that is loaded, connected and used once. */
async function openRoom(server: Server, open: WebSocket[]): Promise<void> {
  using learner = await Learner.arrive(server.url);
  const { url } = await learner.save("echo", program);
  const socket = new WebSocket(url, { perMessageDeflate: false });
  open.push(socket);
  await once(socket, "open");
  socket.send("hello");
  await once(socket, "message");
}

const program = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
`;
