// style: loop
// check: keeps-graphemes-whole
// hint: joiners
// Keeps combining marks with their letter, and nothing else.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send((message.data.match(/\P{M}\p{M}*/gsu) ?? []).reverse().join(""));
    if (message.type === "binary") await socket.send(message.data);
  }
}
