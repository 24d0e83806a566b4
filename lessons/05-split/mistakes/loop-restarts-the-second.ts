// style: loop
// check: stays-on-time-while-the-client-talks
// hint: put off
// Restarts the sleep after each message.
import { type Socket, select, sleep } from "ws101";

export default async function handle(socket: Socket) {
  let tick = 0;
  while (true) {
    const next = await select({ socket, second: sleep(1000) });
    if (next.from === "second") {
      tick += 1;
      await socket.send(`tick ${tick}`);
      if (tick === 5) return socket.close(1000, "done");
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text" || next.value.type === "binary") {
      await socket.send(next.value.data);
    }
  }
}
