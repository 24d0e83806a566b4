// style: loop
// run: connect a; connect b; b send hello
// shows: a receives hello; b receives hello

import { broadcast, type Socket, spawn } from "ws101";

const room = broadcast<string>(16);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  using inbox = room.subscribe();
  spawn(async () => {
    for await (const text of inbox) {
      if (typeof text === "string") await sender.send(text);
    }
  });
  for await (const message of receiver) {
    if (message.type === "text") room.send(message.data);
  }
}
