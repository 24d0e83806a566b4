// style: loop
// check: echoes-each-message-immediately
// hint: A text got no echo
// Sends all ticks before it reads.
import { type Socket, sleep } from "ws101";

export default async function handle(socket: Socket) {
  for (let tick = 1; tick <= 5; tick++) {
    await sleep(1000);
    await socket.send(`tick ${tick}`);
  }
  await socket.close(1000, "done");
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
