// style: loop
// check: replies-to-chat-with-echo
// hint: type echo
// Sends the message back as it arrived: a chat where an echo is expected.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
