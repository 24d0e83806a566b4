// style: loop
// check: sends-a-tick-after-each-second
// hint: moved the socket
// Splits the socket and continues to read from the original.
import { type Sender, type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const { sender } = socket.split();
  const counter = spawn((signal) => count(sender, signal));
  for await (const message of socket) {
    if (message.type === "text") await sender.send(message.data);
  }
  counter.abort();
}

async function count(sender: Sender, signal: AbortSignal) {
  for (let tick = 1; tick <= 5; tick++) {
    await sleep(1000, { signal });
    await sender.send(`tick ${tick}`);
  }
  await sender.close(1000, "done");
}
