// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: Your handler sent text as binary
// Encodes text before sending it.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(new TextEncoder().encode(message.data));
    if (message.type === "binary") await socket.send(message.data);
  }
}
