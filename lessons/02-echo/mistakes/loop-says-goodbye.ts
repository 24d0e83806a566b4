// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: more messages than
// Thanks the client once it has said bye.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    await socket.send(message.data);
    if (message.data === "bye") await socket.send("goodbye");
  }
}
