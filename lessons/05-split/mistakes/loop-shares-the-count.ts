// style: loop
// check: keeps-a-separate-count-for-each-client
// hint: share one count
// Keeps the count at module level.
import { type Receiver, type Sender, type Socket, select, sleep, spawn } from "ws101";

let tick = 0;

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const counter = spawn((signal) => count(sender, signal));
  const reader = spawn((signal) => echo(receiver, sender, signal));
  await select({ counter, reader });
  counter.abort();
  reader.abort();
}

async function count(sender: Sender, signal: AbortSignal) {
  while (tick < 5) {
    await sleep(1000, { signal });
    tick += 1;
    await sender.send(`tick ${tick}`);
  }
  await sender.close(1000, "done");
}

async function echo(receiver: Receiver, sender: Sender, signal: AbortSignal) {
  for await (const message of receiver) {
    if (message.type !== "text" && message.type !== "binary") continue;
    if (message.data === "slow") await sleep(2000, { signal });
    await sender.send(message.data);
  }
}
