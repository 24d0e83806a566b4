// style: loop
// run: connect a; connect b; a close 1000; b send hello
// shows: b receives a client left with 1000

import { type Socket, SocketClosed } from "ws101";

let first: Socket | null = null;

export default async function handle(socket: Socket) {
  first ??= socket;
  for await (const message of socket) {
    if (message.type !== "text") continue;
    try {
      await first.send(message.data);
    } catch (error) {
      if (!(error instanceof SocketClosed)) throw error;
      await socket.send(`a ${error.by} left with ${error.code}`);
    }
  }
}
