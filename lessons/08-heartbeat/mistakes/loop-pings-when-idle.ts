// style: loop
// check: pings-each-client-every-30-seconds
// hint: Keep the interval running
// Restarts the wait with each message.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  let alive = true;
  while (true) {
    using ticks = interval(30_000);
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
