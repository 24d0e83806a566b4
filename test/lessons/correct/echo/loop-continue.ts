import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for (;;) {
    const message = await socket.recv();
    if (!message) break;
    if (message.type === "ping" || message.type === "pong") continue;
    if (message.type === "close") continue;
    await socket.send(message.data);
  }
}
