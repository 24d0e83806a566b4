// style: loop
// check: keeps-its-clients-apart
// hint: while B was connected
// Keeps the socket at module level.
import type { Socket } from "ws101";

let newest: Socket;

export default async function handle(socket: Socket) {
  newest = socket;
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await newest.send(message.data);
  }
}
