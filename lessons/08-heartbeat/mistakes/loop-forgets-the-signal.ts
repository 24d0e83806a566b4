// style: loop
// check: stops-the-heartbeat-of-a-client-that-has-left
// hint: Abort the task
// Aborts the task, but does not pass its signal to sleep.
import { type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  let alive = true;
  const heartbeat = spawn(async () => {
    while (true) {
      await sleep(30_000);
      if (!alive) break;
      alive = false;
      await socket.ping();
    }
    await socket.close();
  });
  for await (const message of socket) {
    if (message.type === "pong") alive = true;
    if (message.type === "text") await socket.send(message.data);
  }
  heartbeat.abort();
}
