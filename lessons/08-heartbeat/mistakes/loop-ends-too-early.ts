// style: loop
// check: keeps-a-client-that-answers
// hint: was cut off
// Checks for the pong after half of the time.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(15_000);
  let alive = true;
  let isDue = false;
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      isDue = !isDue;
      if (!alive) return;
      if (isDue) continue;
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
