// A channel for each client; adding a price to a full one takes the oldest out.
import { channel, type Sender, type Socket, spawn } from "ws101";

function createFeed() {
  return channel<string>(32);
}
const feeds = new Set<ReturnType<typeof createFeed>>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const feed = createFeed();
  feeds.add(feed);
  spawn(() => forward(feed, sender));
  try {
    for await (const message of receiver) {
      if (message.type !== "text") continue;
      if (message.data.startsWith("price ")) await publish(message.data);
      else await sender.send(`ok: ${message.data}`);
    }
  } finally {
    feeds.delete(feed);
    feed.receiver.close();
  }
}

async function publish(price: string) {
  for (const { sender, receiver } of feeds) {
    while (!sender.trySend(price)) await receiver.recv();
  }
}

async function forward({ receiver }: ReturnType<typeof createFeed>, sender: Sender) {
  for await (const price of receiver) await sender.send(price);
}
