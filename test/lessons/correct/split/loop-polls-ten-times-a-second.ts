import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(100);
  const slow: number[] = [];
  let now = 0;
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      now = next.value;
      if (slow[0] === now) {
        slow.shift();
        await socket.send("slow");
      }
      if (now % 10 > 0) continue;
      await socket.send(`tick ${now / 10}`);
      if (now === 50) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text" && next.value.data === "slow") {
      slow.push(now + 20);
    } else if (next.value.type === "text" || next.value.type === "binary") {
      await socket.send(next.value.data);
    }
  }
}
