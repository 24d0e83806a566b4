// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: closed after the first reply
// Returns once it has replied.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const message = await socket.recv();
  if (message?.type === "text") return socket.send([...message.data].reverse().join(""));
}
