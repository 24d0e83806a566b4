// style: loop
// check: ends-the-connection-of-a-client-that-does-not-answer
// hint: pinged again
// Allows for one missing pong.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(30_000);
  let missed = 0;
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      if (missed > 1) return;
      missed += 1;
      await socket.ping();
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "pong") {
      missed = 0;
    } else if (next.value.type === "text") {
      await socket.send(next.value.data);
    }
  }
}
