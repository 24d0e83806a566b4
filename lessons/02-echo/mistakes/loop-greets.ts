// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: before the client has sent one
// Sends a greeting when the client connects.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  await socket.send("welcome");
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
