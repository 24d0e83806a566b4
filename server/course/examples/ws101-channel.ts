// style: loop
// run: connect a; a send one; a send two; a send three
// shows: a receives queued one; a receives queued two; a receives no space for three

import { channel, type Socket } from "ws101";

export default async function handle(socket: Socket) {
  const { sender } = channel<string>(2);
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const isQueued = sender.trySend(message.data);
    await socket.send(`${isQueued ? "queued" : "no space for"} ${message.data}`);
  }
}
