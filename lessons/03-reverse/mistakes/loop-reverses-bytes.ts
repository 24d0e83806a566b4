// style: loop
// check: keeps-characters-beyond-ascii-whole
// hint: reversed the bytes
// Encodes the text and reverses its bytes.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text")
      await socket.send(new TextDecoder().decode(new TextEncoder().encode(message.data).reverse()));
    if (message.type === "binary") await socket.send(message.data);
  }
}
