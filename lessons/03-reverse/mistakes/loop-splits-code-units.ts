// style: loop
// check: keeps-characters-beyond-ascii-whole
// hint: surrogate pair
// Splits between UTF-16 code units, and therefore inside an emoji.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data.split("").reverse().join(""));
    if (message.type === "binary") await socket.send(message.data);
  }
}
