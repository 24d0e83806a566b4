// style: loop
// check: replies-to-an-invalid-message-with-an-error-and-stays-open
// hint: go no further
// Sends an error for the missing text, and another one for the type.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const reply = (message: object) => socket.send(JSON.stringify(message));
  for await (const message of socket) {
    if (message.type === "text") {
      const request = parse(message.data);
      if (request?.type === "chat" && request.text === undefined) {
        await reply({ type: "error", message: "a chat has a text" });
      }
      if (request?.type === "chat" && typeof request.text === "string") {
        await reply({ type: "echo", text: request.text });
      } else if (request?.type === "ping") {
        await reply({ type: "pong" });
      } else if (request?.type === "bye") {
        await socket.close(1000, "bye");
      } else await reply({ type: "error", message: "send a chat, a ping or a bye" });
    }
  }
}

function parse(text: string): { type?: unknown; text?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
