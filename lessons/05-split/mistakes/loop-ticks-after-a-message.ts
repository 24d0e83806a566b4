// style: loop
// check: sends-a-tick-after-each-second
// hint: even if the client
// Sleeps after each message.
import { type Socket, sleep } from "ws101";

export default async function handle(socket: Socket) {
  let tick = 0;
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
    await sleep(1000);
    tick += 1;
    await socket.send(`tick ${tick}`);
  }
}
