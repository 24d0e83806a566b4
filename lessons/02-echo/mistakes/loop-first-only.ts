// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: ask for the next message
// Replies only to the first message; it never calls recv again.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const message = await socket.recv();
  if (message?.type === "text" || message?.type === "binary") await socket.send(message.data);
  await socket.closed;
}
