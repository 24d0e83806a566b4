// One task waits for orders and prices, and for the client when it sends.
import { broadcast, Lagged, type Socket, select } from "ws101";

const prices = broadcast<string>(32);

export default async function handle(socket: Socket) {
  using feed = prices.subscribe();
  while (true) {
    const next = await select({ socket, feed });
    if (next.value === null) return;
    if (next.value instanceof Lagged) continue;
    if (typeof next.value === "string") await socket.send(next.value);
    else if (next.value.type === "text") {
      const { data } = next.value;
      if (data.startsWith("price ")) prices.send(data);
      else await socket.send(`ok: ${data}`);
    }
  }
}
