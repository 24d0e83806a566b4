import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  // TODO: ping the client every 30 seconds, and end the connection if it has not answered by the next ping.
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
