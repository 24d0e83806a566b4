// style: loop
// check: stops-when-the-client-closes-and-serves-the-next-one
// hint: was disconnected
// Keeps at module level whether the connection is open.
import type { Socket } from "ws101";

let isOpen = true;

export default async function handle(socket: Socket) {
  while (isOpen) {
    const message = await socket.recv();
    if (message === null) isOpen = false;
    else if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
