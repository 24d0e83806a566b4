import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      // TODO: send the text with its characters in reverse order.
      await socket.send(message.data);
    } else if (message.type === "binary") {
      await socket.send(message.data);
    }
  }
}
