// style: loop
// check: replies-to-each-chat-with-an-echo
// hint: JSON.stringify
// Converts an object to text with a template string.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const { text } = JSON.parse(message.data);
    await socket.send(`${{ type: "echo", text }}`);
  }
}
