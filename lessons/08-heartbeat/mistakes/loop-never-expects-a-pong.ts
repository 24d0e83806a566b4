// style: loop
// check: ends-the-connection-of-a-client-that-does-not-answer
// hint: pinged again
// Pings, but never checks for the answer.
import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(30_000);
  while (true) {
    const next = await select({ socket, ticks });
    if (next.from === "ticks") {
      await socket.ping();
    } else if (next.value === null) {
      return;
    } else if (next.value.type === "text") {
      await socket.send(next.value.data);
    }
  }
}
