// style: loop
// run: connect a; dial
// shows: a receives hello from the client

import type { Dial, Socket } from "ws101";

const sockets = new Set<Socket>();

export default async function handle(socket: Socket) {
  sockets.add(socket);
  for await (const message of socket) {
    if (message.type !== "text") continue;
    for (const other of sockets) if (other !== socket) other.send(message.data);
  }
  sockets.delete(socket);
}

/** Here it connects to the handler above. */
export async function client(dial: Dial) {
  const socket = await dial();
  await socket.send("hello from the client");
  for await (const message of socket) console.log("the client receives", message);
}
