// style: loop
// run: connect a; a send hello
// shows: a receives SocketMoved

import { type Socket, SocketMoved } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  for await (const _message of receiver) {
    try {
      await socket.send("through the whole socket");
    } catch (error) {
      if (error instanceof SocketMoved) await sender.send(error.name);
    }
  }
}
