// style: loop
// check: sends-every-text-back-unchanged-and-in-order
// hint: skipped a message
// Calls recv to test for the end, and again for the message.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  while ((await socket.recv()) !== null) {
    const message = await socket.recv();
    if (message?.type === "text" || message?.type === "binary") await socket.send(message.data);
  }
}
