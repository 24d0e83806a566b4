// style: loop
// check: pings-each-client-every-30-seconds
// hint: start it as true
// Treats the first ping as unanswered before it has been sent.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(30_000);
  let alive = false;
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
