// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: commas
// Forgets the argument of join.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(Array.from(message.data).reverse().join());
    if (message.type === "binary") await socket.send(message.data);
  }
}
