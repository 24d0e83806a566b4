import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") socket.send(message.data);
    else if (message.type === "binary") socket.send(message.data);
    else if (message.type === "close") break;
  }
}
