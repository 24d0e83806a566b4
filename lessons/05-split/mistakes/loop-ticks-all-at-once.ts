// style: loop
// check: sends-a-tick-after-each-second
// hint: Each tick has its own wait
// Starts five sleeps at the same time.
import { type Receiver, type Sender, type Socket, select, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const counter = spawn((signal) => count(sender, signal));
  const reader = spawn((signal) => echo(receiver, sender, signal));
  await select({ counter, reader });
  counter.abort();
  reader.abort();
}

async function count(sender: Sender, signal: AbortSignal) {
  const ticks = [1, 2, 3, 4, 5].map(async (tick) => {
    await sleep(1000, { signal });
    await sender.send(`tick ${tick}`);
  });
  await Promise.all(ticks);
  await sender.close(1000, "done");
}

async function echo(receiver: Receiver, sender: Sender, signal: AbortSignal) {
  for await (const message of receiver) {
    if (message.type !== "text" && message.type !== "binary") continue;
    if (message.data === "slow") await sleep(2000, { signal });
    await sender.send(message.data);
  }
}
