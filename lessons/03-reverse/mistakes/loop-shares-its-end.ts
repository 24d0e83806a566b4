// style: loop
// check: ends-when-the-client-closes-and-serves-the-next-one
// hint: top of the file
// Remembers the end of one connection for all of them.
import type { Socket } from "ws101";

let open = true;

export default async function handle(socket: Socket) {
  while (open) {
    const message = await socket.recv();
    if (message === null) open = false;
    else if (message.type === "text") await socket.send([...message.data].reverse().join(""));
    else if (message.type === "binary") await socket.send(message.data);
  }
}
