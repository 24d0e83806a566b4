// style: loop
// check: keeps-going-after-a-ping
// hint: replied with a text
// Answers a ping with a text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
    if (message.type === "ping") await socket.send("pong");
  }
}
