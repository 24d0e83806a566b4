// style: loop
// check: confirms-every-order-once-the-client-reads-again
// hint: out of order
// Sends past the queue when it is full.
import { broadcast, channel, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

const prices = broadcast<string>(32);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  using feed = prices.subscribe();
  spawn(() => forward(feed, sender));

  const confirmations = channel<string>(32);
  spawn(async () => {
    for await (const confirmation of confirmations.receiver) await sender.send(confirmation);
  });

  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (message.data.startsWith("price ")) prices.send(message.data);
    else {
      const confirmation = `ok: ${message.data}`;
      if (!confirmations.sender.trySend(confirmation)) await sender.send(confirmation);
    }
  }
}

/** Sends prices at the client's own pace. The client misses those it was too slow for. */
async function forward(feed: Subscription<string>, sender: Sender) {
  for await (const price of feed) {
    if (!(price instanceof Lagged)) await sender.send(price);
  }
}
