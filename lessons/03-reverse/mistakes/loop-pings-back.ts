// style: loop
// check: sends-nothing-for-a-ping
// hint: pinged the client
// Sends every other kind of message back as it is.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data].reverse().join(""));
    else if (message.type !== "close") await socket.send(message);
  }
}
