// style: loop
// check: does-not-wait-for-a-slow-client-and-keeps-it
// hint: one task sends to one client after another
// Waits for each client in turn.
import type { Socket } from "ws101";

const sockets = new Set<Socket>();

export default async function handle(socket: Socket) {
  sockets.add(socket);
  await sendToAll("* a user joined");
  for await (const message of socket) {
    if (message.type === "text") await sendToAll(`user: ${message.data}`);
  }
  sockets.delete(socket);
  await sendToAll("* a user left");
}

async function sendToAll(line: string) {
  for (const socket of sockets) await socket.send(line);
}
