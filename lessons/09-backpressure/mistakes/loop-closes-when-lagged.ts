// style: loop
// check: drops-the-oldest-prices-for-a-client-that-does-not-read
// hint: Drop old prices
// Closes a client that has missed a price.
import { broadcast, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

const prices = broadcast<string>(32);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  using feed = prices.subscribe();
  spawn(() => forward(feed, sender));

  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (message.data.startsWith("price ")) prices.send(message.data);
    else await sender.send(`ok: ${message.data}`);
  }
}

/** Sends prices at the client's own pace. The client misses those it was too slow for. */
async function forward(feed: Subscription<string>, sender: Sender) {
  for await (const price of feed) {
    if (price instanceof Lagged) return sender.close(1013, "too slow");
    await sender.send(price);
  }
}
