// style: loop
// check: sends-binary-back-unchanged
// hint: got no reply
// Replies only to text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    await socket.send([...message.data].reverse().join(""));
  }
}
