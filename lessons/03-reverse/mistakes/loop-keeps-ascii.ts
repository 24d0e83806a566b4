// style: loop
// check: keeps-characters-beyond-ascii-whole
// hint: dropped
// Keeps only ASCII characters.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data.replace(/[^ -~]/g, "")].reverse().join(""));
    if (message.type === "binary") await socket.send(message.data);
  }
}
