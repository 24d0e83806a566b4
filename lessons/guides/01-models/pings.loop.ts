import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.ping(message.data);
    if (message.type !== "ping" && message.type !== "pong") continue;
    const payload = new TextDecoder().decode(message.data);
    await socket.send(`your ${message.type}: ${payload}`);
  }
}
