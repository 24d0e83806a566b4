import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  // TODO: send "tick 1" to "tick 5", one per second, while this loop keeps echoing.
  // Then close with 1000 and "done". If the client leaves earlier, stop counting.
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
