// style: loop
// check: sends-each-text-to-everybody-including-the-sender
// hint: the sender did not
// Keeps its own lines from its own client.
import { broadcast, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

const room = broadcast<string>(16);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const inbox = room.subscribe();
  const own = new Set<string>();
  spawn(() => forward(inbox, sender, own));

  room.send("* a user joined");
  for await (const message of receiver) {
    if (message.type === "text") {
      own.add(`user: ${message.data}`);
      room.send(`user: ${message.data}`);
    }
  }
  inbox.close();
  room.send("* a user left");
}

/** Forwards from the room to this client, at the client's own pace. */
async function forward(inbox: Subscription<string>, sender: Sender, own: Set<string>) {
  for await (const line of inbox) {
    if (typeof line === "string" && own.delete(line)) continue;
    await sender.send(line instanceof Lagged ? `* you missed ${line.missed} messages` : line);
  }
}
