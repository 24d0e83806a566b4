// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: came twice
// Sends each reply twice.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      const reply = [...message.data].reverse().join("");
      await socket.send(reply);
      await socket.send(reply);
    } else if (message.type === "binary") await socket.send(message.data);
  }
}
