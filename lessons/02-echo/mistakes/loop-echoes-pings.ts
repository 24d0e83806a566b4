// style: loop
// check: keeps-going-after-a-ping
// hint: a ping of its own
// Echoes every message, so a ping is answered with a ping in addition to the pong.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "close") await socket.send(message);
  }
}
