// style: loop
// check: announces-a-new-user-to-everybody
// hint: with nothing before or after it
// Announces with a full stop.
import { broadcast, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

const room = broadcast<string>(16);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const inbox = room.subscribe();
  room.send("* a user joined.");
  spawn(() => forward(inbox, sender));
  for await (const message of receiver) {
    if (message.type === "text") room.send(`user: ${message.data}`);
  }
  inbox.close();
  room.send("* a user left");
}

async function forward(inbox: Subscription<string>, sender: Sender) {
  for await (const line of inbox) {
    await sender.send(line instanceof Lagged ? `* you missed ${line.missed} messages` : line);
  }
}
