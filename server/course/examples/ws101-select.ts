// style: loop
// run: connect a; +2s; a send hello
// shows: a receives tick 1; a receives tick 2; a receives hello

import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(1000);
  for (;;) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") await socket.send(`tick ${next.value}`);
    else if (next.value === null) return;
    else if (next.value.type === "text") await socket.send(next.value.data);
  }
}
