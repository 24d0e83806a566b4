// style: loop
// check: closes-with-1000-and-a-reason-after-bye
// hint: never sent
// Closes with a code that must not be sent.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const request = parse(message.data);
    if (request?.type === "bye") return socket.close(1005, "bye");
    await socket.send(JSON.stringify(replyTo(request)));
  }
}

function parse(text: string) {
  try {
    const value = JSON.parse(text);
    return typeof value?.type === "string" ? value : null;
  } catch {
    return null;
  }
}

function replyTo(request: { type: string; text?: unknown } | null) {
  if (request?.type === "chat" && typeof request.text === "string") return { type: "echo", text: request.text };
  if (request?.type === "ping") return { type: "pong" };
  return { type: "error", message: "send a chat, a ping or a bye" };
}
