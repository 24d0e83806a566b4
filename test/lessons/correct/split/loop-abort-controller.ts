import { type Receiver, type Sender, type Socket, sleep } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const controller = new AbortController();
  receiver.closed.then(() => controller.abort());
  await Promise.allSettled([count(sender, controller.signal), echo(receiver, sender, controller.signal)]);
}

async function count(sender: Sender, signal: AbortSignal) {
  for (let tick = 1; tick <= 5; tick++) {
    await sleep(1000, { signal });
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
