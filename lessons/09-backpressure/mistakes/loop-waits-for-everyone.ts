// style: loop
// check: drops-the-oldest-prices-for-a-client-that-does-not-read
// hint: it waited for A
// Sends to one client after the other, and awaits each.
import type { Sender, Socket } from "ws101";

const senders = new Set<Sender>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  senders.add(sender);
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (!message.data.startsWith("price ")) await sender.send(`ok: ${message.data}`);
    else for (const each of senders) await each.send(message.data);
  }
  senders.delete(sender);
}
