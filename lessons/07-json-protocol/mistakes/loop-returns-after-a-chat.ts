// style: loop
// check: replies-to-each-chat-with-an-echo
// hint: closed after the first reply
// Returns once it has echoed a chat.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const request: { type: string; text: string } = JSON.parse(message.data);
    if (request.type === "chat") return socket.send(JSON.stringify({ type: "echo", text: request.text }));
  }
}
