// style: loop
// check: keeps-going-after-a-ping
// hint: sent as a message
// Echoes the data of every message that has some.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if ("data" in message) await socket.send(message.data);
  }
}
