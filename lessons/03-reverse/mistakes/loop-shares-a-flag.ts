// style: loop
// check: serves-each-client-until-it-closes
// hint: was disconnected
// Shares the end of one connection with all of them.
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
