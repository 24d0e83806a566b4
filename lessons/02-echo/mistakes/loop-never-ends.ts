// style: loop
// check: ends-when-the-client-closes-and-serves-the-next-one
// hint: null
// Asks again and again after the end, and gets null each time.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  while (true) {
    const message = await socket.recv();
    if (message?.type === "text" || message?.type === "binary") await socket.send(message.data);
  }
}
