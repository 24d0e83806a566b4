import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(10_000);
  let isAlive = true;
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      if (!isAlive) return console.log(`client ${socket.id} did not answer`);
      isAlive = false;
      await socket.ping();
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "pong") {
      isAlive = true;
    } else if (next.value.type === "text") {
      await socket.send(next.value.data);
    }
  }
}
