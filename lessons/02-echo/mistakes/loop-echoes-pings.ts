// style: loop
// check: goes-on-after-a-ping
// hint: ping of your own
// Sends back whatever comes, so a ping is answered with a ping besides the pong that has gone out already.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "close") await socket.send(message);
  }
}
