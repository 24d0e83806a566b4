// style: loop
// check: stops-when-the-client-closes-and-serves-the-next-one
// hint: returned null
// Asserts that recv never returns null.
import type { Message, Socket } from "ws101";

export default async function handle(socket: Socket) {
  while (true) {
    const message = (await socket.recv()) as Message;
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
