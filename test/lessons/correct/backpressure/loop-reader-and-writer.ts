// A reader, a writer, and a bounded channel between them, as in Axum.
import {
  broadcast,
  type ChannelReceiver,
  type ChannelSender,
  channel,
  Lagged,
  type Receiver,
  type Sender,
  type Socket,
  select,
  spawn,
} from "ws101";

const prices = broadcast<string>(32);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const orders = channel<string>(32);
  const reader = spawn(() => read(receiver, orders.sender));
  const writer = spawn(() => write(sender, orders.receiver));
  await select({ reader, writer });
  reader.catch(() => {});
  writer.catch(() => {});
  reader.abort();
  writer.abort();
}

async function read(receiver: Receiver, orders: ChannelSender<string>) {
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (message.data.startsWith("price ")) prices.send(message.data);
    else await orders.send(message.data);
  }
}

async function write(sender: Sender, orders: ChannelReceiver<string>) {
  using feed = prices.subscribe();
  while (true) {
    const next = await select({ orders, feed });
    if (next.value === null) return;
    if (next.from === "orders") await sender.send(`ok: ${next.value}`);
    else if (!(next.value instanceof Lagged)) await sender.send(next.value);
  }
}
