// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: as JSON
// Sends the array as JSON.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(JSON.stringify([...message.data].reverse()));
    if (message.type === "binary") await socket.send(message.data);
  }
}
