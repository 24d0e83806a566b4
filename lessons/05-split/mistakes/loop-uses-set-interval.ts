// style: loop
// check: stops-counting-when-the-client-leaves
// hint: still waiting
// Uses setInterval, but never clears it.
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
  let tick = 0;
  const timer = setInterval(() => {
    tick += 1;
    sender.send(`tick ${tick}`);
    if (tick < 5) return;
    clearInterval(timer);
    sender.close(1000, "done");
  }, 1000);
  await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

async function echo(receiver: Receiver, sender: Sender, signal: AbortSignal) {
  for await (const message of receiver) {
    if (message.type !== "text" && message.type !== "binary") continue;
    if (message.data === "slow") await sleep(2000, { signal });
    await sender.send(message.data);
  }
}
