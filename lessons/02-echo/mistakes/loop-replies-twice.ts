// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: more than once
// Sends the data, and then the message too.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    await socket.send(message.data);
    await socket.send(message);
  }
}
