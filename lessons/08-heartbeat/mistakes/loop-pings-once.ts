// style: loop
// check: pings-each-client-every-30-seconds
// hint: the second did not
// Waits once, with sleep.
import { type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  spawn(async () => {
    await sleep(30_000);
    await socket.ping();
  });
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
