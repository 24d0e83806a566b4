// style: loop
// check: drops-the-oldest-prices-for-a-client-that-does-not-read
// hint: More than 32
// Lets up to a thousand prices wait.
import { type ChannelSender, channel, type Socket, spawn } from "ws101";

const feeds = new Set<ChannelSender<string>>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const feed = channel<string>(1000);
  feeds.add(feed.sender);
  spawn(async () => {
    for await (const price of feed.receiver) await sender.send(price);
  });
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (!message.data.startsWith("price ")) await sender.send(`ok: ${message.data}`);
    else for (const each of feeds) each.trySend(message.data);
  }
  feeds.delete(feed.sender);
  feed.sender.close();
}
