// style: loop
// check: closes-with-1000-right-after-tick-5
// hint: still open
// Waits for both tasks, so the reader outlives the counter.
import { type Receiver, type Sender, type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const counter = spawn((signal) => count(sender, signal));
  const reader = spawn(() => echo(receiver, sender));
  await Promise.all([counter, reader]);
  await sender.close(1000, "done");
}

async function count(sender: Sender, signal: AbortSignal) {
  for (let tick = 1; tick <= 5; tick++) {
    await sleep(1000, { signal });
    await sender.send(`tick ${tick}`);
  }
}

async function echo(receiver: Receiver, sender: Sender) {
  for await (const message of receiver) {
    if (message.type === "text") await sender.send(message.data);
  }
}
