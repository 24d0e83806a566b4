// style: loop
// check: replies-to-an-invalid-message-with-an-error-and-stays-open
// hint: none
// `null` is valid JSON and has no type.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    let value: { type: string; text?: string };
    try {
      value = JSON.parse(message.data);
    } catch {
      await socket.send(JSON.stringify({ type: "error", message: "invalid JSON" }));
      continue;
    }
    if (value.type === "bye") return socket.close(1000, "bye");
    const isChat = value.type === "chat" && typeof value.text === "string";
    if (isChat) await socket.send(JSON.stringify({ type: "echo", text: value.text }));
    else if (value.type === "ping") await socket.send(JSON.stringify({ type: "pong" }));
    else await socket.send(JSON.stringify({ type: "error", message: "invalid message" }));
  }
}
