// A queue of eight orders and a worker for each client.
import { broadcast, channel, type Socket, spawn } from "ws101";

const prices = broadcast<{ text: string }>(32);

export default async function handle(socket: Socket) {
  const orders = channel<{ order: string }>(8);
  const feed = prices.subscribe();
  spawn(async () => {
    for await (const { order } of orders.receiver) await socket.send(`ok: ${order}`);
  });
  spawn(async () => {
    while (true) {
      const price = await feed.recv();
      if (price === null) break;
      if ("text" in price) await socket.send(price.text);
    }
  });
  for await (const message of socket) {
    switch (message.type) {
      case "text":
        if (message.data.indexOf("price ") === 0) prices.send({ text: message.data });
        else await orders.sender.send({ order: message.data });
    }
  }
  feed.close();
  orders.sender.close();
}
