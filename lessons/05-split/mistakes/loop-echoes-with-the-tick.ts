// style: loop
// check: echoes-each-message-immediately
// hint: A text got no echo
// Collects messages and sends them together with the next tick.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(1000);
  const waiting: (string | Uint8Array)[] = [];
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
      for (const data of waiting.splice(0)) await socket.send(data);
      if (next.value === 5) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text" || next.value.type === "binary") {
      waiting.push(next.value.data);
    }
  }
}
