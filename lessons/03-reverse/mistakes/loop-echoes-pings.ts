// style: loop
// check: sends-nothing-for-a-ping
// hint: a message for a ping
// Sends back whatever is not text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data].reverse().join(""));
    else if ("data" in message) await socket.send(message.data);
  }
}
