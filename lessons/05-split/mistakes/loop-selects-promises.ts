// style: loop
// check: sends-a-tick-after-each-second
// hint: none
// Passes promises to select.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(1000);
  while (true) {
    const next = await select({ socket: socket.recv() as never, ticks });
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
      if (next.value === 5) return socket.close(1000, "done");
    }
  }
}
