import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  // TODO: send "tick 1" to "tick 5", one per second, while this loop keeps echoing.
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
