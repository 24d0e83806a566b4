// style: loop
// check: stays-on-time-while-the-client-talks
// hint: between two ticks
// Counts messages as ticks.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(1000);
  let tick = 0;
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "socket") {
      if (next.value === null) return;
      if (next.value.type === "text" || next.value.type === "binary") await socket.send(next.value.data);
      if (tick === 0) continue;
    }
    tick += 1;
    await socket.send(`tick ${tick}`);
    if (tick === 5) return socket.close(1000, "done");
  }
}
