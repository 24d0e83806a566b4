// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: An empty string is falsy
// Tests whether there is data.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" && message.data) await socket.send(message.data);
    if (message.type === "binary") await socket.send(message.data);
  }
}
