// style: loop
// check: keeps-ticking-while-a-reply-takes-time
// hint: using it now fails
// Splits only when `slow` arrives, and keeps using the socket.
import { interval, type Socket, select, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(1000);
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
      if (next.value === 5) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text" || next.value.type === "binary") {
      if (next.value.data === "slow") {
        const { sender } = socket.split();
        spawn((signal) => sleep(2000, { signal }).then(() => sender.send("slow")));
      } else {
        await socket.send(next.value.data);
      }
    }
  }
}
