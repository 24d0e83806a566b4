// style: loop
// check: closes-with-1000-right-after-tick-5
// hint: still open
// Ends the count, not the connection.
import { type Receiver, type Sender, type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const counter = spawn((signal) => count(sender, signal));
  const reader = spawn((signal) => echo(receiver, sender, signal));
  await Promise.all([counter, reader]);
}

async function count(sender: Sender, signal: AbortSignal) {
  for (let tick = 1; tick <= 5; tick++) {
    await sleep(1000, { signal });
    await sender.send(`tick ${tick}`);
  }
}

async function echo(receiver: Receiver, sender: Sender, signal: AbortSignal) {
  for await (const message of receiver) {
    if (message.type !== "text" && message.type !== "binary") continue;
    if (message.data === "slow") await sleep(2000, { signal });
    await sender.send(message.data);
  }
}
