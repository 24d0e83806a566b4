// style: loop
// check: keeps-its-clients-apart
// hint: while A was connected
// Serves a client only once the one before it has left.
import type { Socket } from "ws101";

let last: Promise<unknown> = Promise.resolve();

export default async function handle(socket: Socket) {
  const before = last;
  last = socket.closed;
  await before;
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
