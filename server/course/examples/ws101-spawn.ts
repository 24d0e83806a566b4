// style: loop
// run: connect a; +1s; a send stop; +3s
// shows: a receives tick; a receives stopped

import { type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const task = spawn(async (signal) => {
    for (;;) {
      await sleep(1000, { signal });
      await socket.send("tick");
    }
  });
  for await (const message of socket) {
    if (message.type !== "text") continue;
    task.abort();
    await socket.send("stopped");
  }
  task.abort();
}
