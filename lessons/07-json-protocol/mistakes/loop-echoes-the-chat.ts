// style: loop
// check: replies-to-each-chat-with-an-echo
// hint: Build your own message
// Sends the message back as it arrived.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
