// style: loop
// check: keeps-a-client-that-answers
// hint: was cut off
// Gives the client only ten seconds.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(10_000);
  let alive = true;
  let asked = false;
  let tick = 0;
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      tick += 1;
      if (asked && !alive) return;
      asked = tick % 3 === 0;
      if (!asked) continue;
      alive = false;
      await socket.ping();
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "pong") {
      alive = true;
    } else if (next.value.type === "text") {
      await socket.send(next.value.data);
    }
  }
}
