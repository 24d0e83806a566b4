import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  await echo(socket);
}

async function echo(socket: Socket): Promise<void> {
  const message = await socket.recv();
  if (message === null) return;
  if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  return echo(socket);
}
