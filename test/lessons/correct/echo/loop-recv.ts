import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  let message = await socket.recv();
  while (message !== null) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
    message = await socket.recv();
  }
}
