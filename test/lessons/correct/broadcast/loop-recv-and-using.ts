// Asks with recv and unsubscribes with using.
import { broadcast, Lagged, type Socket, spawn } from "ws101";

const room = broadcast<{ readonly text: string }>(20);

export default async function handle(socket: Socket) {
  await serve(socket);
  room.send({ text: "* a user left" });
}

async function serve(socket: Socket) {
  const { sender, receiver } = socket.split();
  using inbox = room.subscribe();
  spawn(async () => {
    for (let line = await inbox.recv(); line !== null; line = await inbox.recv()) {
      if (line instanceof Lagged)
        await sender.send(`* you missed ${line.missed} message${line.missed === 1 ? "" : "s"}`);
      else await sender.send(line.text);
    }
  });
  room.send({ text: "* a user joined" });
  while (true) {
    const message = await receiver.recv();
    if (message === null || message.type === "close") return;
    if (message.type === "text") room.send({ text: `user: ${message.data}` });
  }
}
