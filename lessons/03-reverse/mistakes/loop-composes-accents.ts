// style: loop
// check: keeps-graphemes-whole
// hint: composed
// Normalizes, which replaces a letter and its accent with one code point.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send([...message.data.normalize("NFC")].reverse().join(""));
    if (message.type === "binary") await socket.send(message.data);
  }
}
