// style: loop
// check: sends-binary-back-as-binary-byte-for-byte
// hint: to a string and back
// Decodes the bytes and encodes them again.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
    if (message.type === "binary") await socket.send(encoder.encode(decoder.decode(message.data)));
  }
}
