// style: loop
// check: judges-each-client-on-its-own
// hint: none
// One interval at module level: each tick goes to one of the handlers.
import { interval, type Socket, select } from "ws101";

const ticks = interval(30_000);

export default async function handle(socket: Socket) {
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
