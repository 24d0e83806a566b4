// style: loop
// check: sends-binary-back-as-binary-byte-for-byte
// hint: with text
// Converts bytes to a string.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const decoder = new TextDecoder();
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
    if (message.type === "binary") await socket.send(decoder.decode(message.data));
  }
}
