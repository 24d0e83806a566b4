// style: loop
// check: waits-for-no-slow-client-and-tells-it-what-it-missed
// hint: one after the other
// Sends to one socket after the other and waits for each of them.
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
