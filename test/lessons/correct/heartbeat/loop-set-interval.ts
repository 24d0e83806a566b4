import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  let alive = true;
  const heartbeat = setInterval(() => {
    if (!alive) return socket.close();
    alive = false;
    return socket.ping();
  }, 30_000);
  socket.closed.then(() => clearInterval(heartbeat));

  let message = await socket.recv();
  while (message !== null) {
    if (message.type === "pong") alive = true;
    if (message.type === "text") await socket.send(message.data);
    message = await socket.recv();
  }
}
