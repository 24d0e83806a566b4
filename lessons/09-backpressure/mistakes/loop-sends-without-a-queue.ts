// style: loop
// check: drops-the-oldest-prices-for-a-client-that-does-not-read
// hint: let the newest 32
// Passes every price to send immediately.
import type { Sender, Socket } from "ws101";

const senders = new Set<Sender>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  senders.add(sender);
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (!message.data.startsWith("price ")) await sender.send(`ok: ${message.data}`);
    else for (const each of senders) void each.send(message.data);
  }
  senders.delete(sender);
}
