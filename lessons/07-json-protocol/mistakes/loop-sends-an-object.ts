// style: loop
// check: replies-to-each-chat-with-an-echo
// hint: none
// Passes an object to send, which takes text or bytes.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const { text } = JSON.parse(message.data);
    const reply: string = JSON.parse(JSON.stringify({ type: "echo", text }));
    await socket.send(reply);
  }
}
