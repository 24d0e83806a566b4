import type { Socket } from "ws101";

const sockets = new Set<Socket>();

export default async function handle(socket: Socket) {
  sockets.add(socket);
  for await (const message of socket) {
    if (message.type !== "text") continue;
    // TODO: for a client that does not read, stop taking orders, and keep no more than the newest 32 prices.
    if (message.data.startsWith("price ")) for (const each of sockets) void each.send(message.data);
    else void socket.send(`ok: ${message.data}`);
  }
  sockets.delete(socket);
}
