// style: loop
// check: sends-each-price-to-every-client
// hint: did not receive it
// The publisher gets no price.
import type { Sender, Socket } from "ws101";

const senders = new Set<Sender>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  senders.add(sender);
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (!message.data.startsWith("price ")) await sender.send(`ok: ${message.data}`);
    else for (const each of senders) if (each !== sender) void each.send(message.data);
  }
  senders.delete(sender);
}
