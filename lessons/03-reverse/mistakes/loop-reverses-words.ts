// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: becomes olleh
// Reverses the order of the words.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data.split(" ").reverse().join(" "));
    if (message.type === "binary") await socket.send(message.data);
  }
}
