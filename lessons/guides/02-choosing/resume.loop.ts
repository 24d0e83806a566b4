import type { Socket } from "ws101";

const log = ["rain", "sun", "wind", "snow"];

export default async function handle(socket: Socket) {
  const last = Number(socket.request.query.get("last") ?? 0);
  for (const [index, text] of log.entries()) {
    if (index >= last) await socket.send(JSON.stringify({ id: index + 1, text }));
  }
  await socket.closed;
}
