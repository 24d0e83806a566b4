// style: loop
// check: drops-the-oldest-prices-for-a-client-that-does-not-read
// hint: never reached A
// A full array accepts no more prices.
import { type Sender, type Socket, sleep, spawn } from "ws101";

const queues = new Set<string[]>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const queue: string[] = [];
  queues.add(queue);
  const writer = spawn((signal) => forward(queue, sender, signal));
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (!message.data.startsWith("price ")) await sender.send(`ok: ${message.data}`);
    else for (const each of queues) add(each, message.data);
  }
  queues.delete(queue);
  writer.catch(() => {});
  writer.abort();
}

function add(queue: string[], price: string) {
  if (queue.length < 32) queue.push(price);
}

async function forward(queue: string[], sender: Sender, signal: AbortSignal) {
  while (true) {
    const price = queue.shift();
    if (price === undefined) await sleep(10, { signal });
    else await sender.send(price);
  }
}
