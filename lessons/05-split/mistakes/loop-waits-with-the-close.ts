// style: loop
// check: drops-a-reply-that-waits-when-the-connection-closes
// hint: put off the close
// Waits until the last echo has been sent before it closes.
import { interval, type Socket, select, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(1000);
  let replies = Promise.resolve();
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      await socket.send(`tick ${next.value}`);
      if (next.value < 5) continue;
      await replies;
      return socket.close(1000, "done");
    }
    if (next.value === null) return;
    if (next.value.type !== "text" && next.value.type !== "binary") continue;
    const { data } = next.value;
    if (data === "slow") replies = spawn(() => sleep(2000).then(() => socket.send(data)));
    else await socket.send(data);
  }
}
