// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: object converted to text
// Sends the message object as JSON.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(JSON.stringify(message));
    if (message.type === "binary") await socket.send(message.data);
  }
}
