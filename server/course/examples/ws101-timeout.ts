// style: loop
// run: connect a; +5s
// shows: a closes 4000 too late

import { type Socket, timeout } from "ws101";

export default async function handle(socket: Socket) {
  try {
    const message = await timeout(5000, socket);
    if (message?.type === "text") await socket.send(`in time: ${message.data}`);
  } catch {
    await socket.close(4000, "too late");
  }
}
