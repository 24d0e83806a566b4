// style: loop
// check: keeps-going-after-a-ping
// hint: waits for something else
// Treats the next message as a reply to the ping.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
    if (message.type === "ping") await socket.recv();
  }
}
