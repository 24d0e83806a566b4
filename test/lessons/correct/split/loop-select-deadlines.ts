import { interval, type Sleep, type Socket, select, sleep } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(1000);
  let slow: Sleep | null = null;
  while (true) {
    const next = await (slow === null ? select({ socket, ticks }) : select({ socket, ticks, slow }));
    if (next.from === "slow") {
      await socket.send("slow");
      slow = null;
      continue;
    }
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
      if (next.value === 5) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text" && next.value.data === "slow") {
      slow = sleep(2000);
    } else if (next.value.type === "text" || next.value.type === "binary") {
      await socket.send(next.value.data);
    }
  }
}
