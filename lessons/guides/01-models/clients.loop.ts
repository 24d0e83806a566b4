import { broadcast, Lagged, type Socket, select } from "ws101";

const room = broadcast<{ from: number; text: string }>(64);

export default async function handle(socket: Socket) {
  using news = room.subscribe();
  for (;;) {
    const next = await select({ socket, news });
    if (next.value === null) return;
    if (next.from === "socket") {
      if (next.value.type === "text") room.send({ from: socket.id, text: next.value.data });
    } else if (next.value instanceof Lagged) {
      await socket.send(`you missed ${next.value.missed}`);
    } else if (next.value.from !== socket.id) {
      await socket.send(next.value.text);
    }
  }
}
