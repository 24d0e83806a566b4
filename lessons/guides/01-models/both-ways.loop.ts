import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(1000);
  for (;;) {
    const next = await select({ socket, ticks });
    if (next.value === null) return;
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
    } else if (next.value.type === "text") {
      await socket.send(`echo ${next.value.data}`);
    }
  }
}
