// style: loop
// check: serves-each-client-until-it-closes
// hint: every time
// Ignores that the connection has ended.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  while (true) {
    const message = await socket.recv();
    if (message?.type === "text") await socket.send([...message.data].reverse().join(""));
    if (message?.type === "binary") await socket.send(message.data);
  }
}
