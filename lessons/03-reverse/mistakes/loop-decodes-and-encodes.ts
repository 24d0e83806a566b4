// style: loop
// check: sends-binary-back-unchanged
// hint: to a string and back
// Decodes the bytes and encodes them again.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data].reverse().join(""));
    if (message.type === "binary") {
      await socket.send(new TextEncoder().encode(new TextDecoder().decode(message.data)));
    }
  }
}
