// style: loop
// check: announces-to-the-remaining-clients-when-a-user-leaves
// hint: told that one joined
// Sends the wrong sentence.
import { broadcast, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

const room = broadcast<string>(16);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const inbox = room.subscribe();
  spawn(() => forward(inbox, sender));

  room.send("* a user joined");
  for await (const message of receiver) {
    if (message.type === "text") room.send(`user: ${message.data}`);
  }
  inbox.close();
  room.send("* a user joined");
}

/** Forwards from the room to this client, at the client's own pace. */
async function forward(inbox: Subscription<string>, sender: Sender) {
  for await (const line of inbox) {
    await sender.send(line instanceof Lagged ? `* you missed ${line.missed} messages` : line);
  }
}
