// style: loop
// check: stops-when-the-client-closes-and-serves-the-next-one
// hint: every time
// Keeps calling recv after the connection has closed, and gets null every time.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  while (true) {
    const message = await socket.recv();
    if (message?.type === "text" || message?.type === "binary") await socket.send(message.data);
  }
}
