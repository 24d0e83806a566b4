// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: A message is an object
// Treats the message itself as the text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (typeof message === "string") await socket.send(message);
  }
}
