// style: loop
// check: replies-to-each-ping-with-a-pong
// hint: answered with an echo
// Every message is a chat.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const { text } = JSON.parse(message.data);
    await socket.send(JSON.stringify({ type: "echo", text: text ?? "" }));
  }
}
