// style: loop
// check: sends-nothing-for-a-ping
// hint: does not end
// Treats a ping as the end.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data].reverse().join(""));
    else if (message.type === "binary") await socket.send(message.data);
    else break;
  }
}
