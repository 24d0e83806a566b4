// style: loop
// check: confirms-each-order-to-the-client-that-sent-it
// hint: Reply to each order
// Echoes the order.
import { broadcast, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

const prices = broadcast<string>(32);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  using feed = prices.subscribe();
  spawn(() => forward(feed, sender));

  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (message.data.startsWith("price ")) prices.send(message.data);
    else await sender.send(message.data);
  }
}

/** Sends prices at the client's own pace. The client misses those it was too slow for. */
async function forward(feed: Subscription<string>, sender: Sender) {
  for await (const price of feed) {
    if (!(price instanceof Lagged)) await sender.send(price);
  }
}
