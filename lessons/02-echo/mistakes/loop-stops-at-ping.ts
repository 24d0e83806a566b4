// style: loop
// check: goes-on-after-a-ping
// hint: not the end
// Takes everything that is neither text nor binary for the end.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") return;
    await socket.send(message.data);
  }
}
