// style: loop
// check: does-not-wait-for-a-slow-client-and-tells-it-what-it-missed
// hint: never told how many
// Ignores the value that marks lost messages.
import { broadcast, Lagged, type Sender, type Socket, type Subscription, spawn } from "ws101";

const room = broadcast<string>(16);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const inbox = room.subscribe();
  room.send("* a user joined");
  spawn(() => forward(inbox, sender));
  for await (const message of receiver) {
    if (message.type === "text") room.send(`user: ${message.data}`);
  }
  inbox.close();
  room.send("* a user left");
}

async function forward(inbox: Subscription<string>, sender: Sender) {
  for await (const line of inbox) {
    if (!(line instanceof Lagged)) await sender.send(line);
  }
}
