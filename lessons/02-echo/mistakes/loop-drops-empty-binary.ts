// style: loop
// check: sends-binary-back-as-binary-byte-for-byte
// hint: did not reply to the empty
// Tests whether there are bytes.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
    if (message.type === "binary" && message.data.length > 0) await socket.send(message.data);
  }
}
