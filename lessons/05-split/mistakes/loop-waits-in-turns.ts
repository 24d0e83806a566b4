// style: loop
// check: sends-a-tick-after-each-second
// hint: did not follow
// Waits for a message after each tick, even if the client sends nothing.
import { type Socket, sleep } from "ws101";

export default async function handle(socket: Socket) {
  for (let tick = 1; tick <= 5; tick++) {
    await sleep(1000);
    await socket.send(`tick ${tick}`);
    const message = await socket.recv();
    if (message?.type === "text" || message?.type === "binary") await socket.send(message.data);
  }
  await socket.close(1000, "done");
}
