// style: loop
// check: keeps-going-after-a-ping
// hint: does not end
// Treats everything that is neither text nor binary as the end.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") return;
    await socket.send(message.data);
  }
}
