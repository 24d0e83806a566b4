// style: loop
// check: pings-each-client-every-30-seconds
// hint: Echo texts in between
// Pings only in reply to a ping.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "ping") await socket.ping();
    if (message.type === "text") await socket.send(message.data);
  }
}
