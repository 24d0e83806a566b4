// style: loop
// check: keeps-graphemes-whole
// hint: code points
// Reverses code points, as `chars().rev()` does.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data].reverse().join(""));
    if (message.type === "binary") await socket.send(message.data);
  }
}
