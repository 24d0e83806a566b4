// style: loop
// check: sends-binary-back-as-binary-byte-for-byte
// hint: did not reply to a binary
// Handles text but not binary.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
