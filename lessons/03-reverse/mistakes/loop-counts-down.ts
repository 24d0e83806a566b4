// style: loop
// check: keeps-characters-beyond-ascii-whole
// hint: surrogate pair
// Counts down an index, which counts code units.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(reversed(message.data));
    if (message.type === "binary") await socket.send(message.data);
  }
}

function reversed(text: string): string {
  let result = "";
  for (let at = text.length - 1; at >= 0; at--) result += text.charAt(at);
  return result;
}
