// style: loop
// check: echoes-each-message-immediately
// hint: binary message got no
// Echoes only text.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(1000);
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
      if (next.value === 5) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text") {
      await socket.send(next.value.data);
    }
  }
}
