// style: loop
// check: keeps-ticking-while-a-reply-takes-time
// hint: echoed late or not at all
// Skips the slow text.
import { type Receiver, type Sender, type Socket, select, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const counter = spawn((signal) => count(sender, signal));
  const reader = spawn(() => echo(receiver, sender));
  await select({ counter, reader });
  counter.abort();
  reader.abort();
}

async function count(sender: Sender, signal: AbortSignal) {
  for (let tick = 1; tick <= 5; tick++) {
    await sleep(1000, { signal });
    await sender.send(`tick ${tick}`);
  }
  await sender.close(1000, "done");
}

async function echo(receiver: Receiver, sender: Sender) {
  for await (const message of receiver) {
    if (message.type !== "text" && message.type !== "binary") continue;
    if (message.data === "slow") continue;
    await sender.send(message.data);
  }
}
