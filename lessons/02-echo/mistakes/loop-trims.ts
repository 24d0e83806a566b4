// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: spaces around
// Trims what it received.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data.trim());
    if (message.type === "binary") await socket.send(message.data);
  }
}
