// style: loop
// check: sends-binary-back-unchanged
// hint: ended the connection
// Treats everything but text as the end.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") return;
    await socket.send([...message.data].reverse().join(""));
  }
}
