// style: loop
// check: keeps-a-separate-count-for-each-client
// hint: the same interval
// Keeps the interval at module level.
import { interval, type Socket, select } from "ws101";

const ticks = interval(1000);

export default async function handle(socket: Socket) {
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
      if (next.value === 5) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text" || next.value.type === "binary") {
      await socket.send(next.value.data);
    }
  }
}
