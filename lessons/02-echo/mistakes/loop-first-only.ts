// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: one message
// Answers the first message only: nothing goes back to `recv` for the second.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const message = await socket.recv();
  if (message?.type === "text" || message?.type === "binary") await socket.send(message.data);
  await socket.closed;
}
