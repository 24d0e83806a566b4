// style: loop
// check: judges-each-client-on-its-own
// hint: B answered every ping
// Keeps one flag for all clients.
import { interval, type Socket, select } from "ws101";

let alive = true;

export default async function handle(socket: Socket) {
  using ticks = interval(30_000);
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
