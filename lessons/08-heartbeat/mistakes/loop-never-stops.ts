// style: loop
// check: stops-the-heartbeat-of-a-client-that-has-left
// hint: with using
// Leaves the interval running.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(30_000);
  let alive = true;
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      if (!alive) return;
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
