// style: loop
// check: stays-on-time-while-the-client-talks
// hint: put off
// Creates the interval in the loop.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  let tick = 0;
  while (true) {
    const ticks = interval(1000);
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      tick += 1;
      await socket.send(`tick ${tick}`);
      if (tick === 5) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text" || next.value.type === "binary") {
      await socket.send(next.value.data);
    }
  }
}
