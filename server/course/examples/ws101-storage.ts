// style: loop
// run: connect a; a send forget; a send count; a send count
// shows: a receives 0; a receives 1; a receives 2

import { type Socket, storage } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const count = message.data === "forget" ? 0 : Number(storage.get("count") ?? 0) + 1;
    storage.set("count", count);
    await socket.send(String(count));
  }
}
