// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: spaces at its ends
// Trims the text first.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data.trim()].reverse().join(""));
    if (message.type === "binary") await socket.send(message.data);
  }
}
