// style: loop
// check: replies-to-each-chat-with-an-echo
// hint: first chat was echoed
// Receives once and then waits for the close.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const message = await socket.recv();
  if (message?.type === "text") {
    const { text } = JSON.parse(message.data);
    await socket.send(JSON.stringify({ type: "echo", text }));
  }
  await socket.closed;
}
