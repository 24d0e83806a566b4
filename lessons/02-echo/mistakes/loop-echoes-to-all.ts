// style: loop
// check: keeps-its-clients-apart
// hint: went to another client
// Sends each message to every client.
import type { Socket } from "ws101";

const sockets = new Set<Socket>();

export default async function handle(socket: Socket) {
  sockets.add(socket);
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    for (const one of sockets) await one.send(message.data);
  }
  sockets.delete(socket);
}
