// style: loop
// check: replies-to-an-invalid-message-with-an-error-and-stays-open
// hint: checks nothing
// Uses `as ClientMessage` instead of checking.
import type { Socket } from "ws101";

type ClientMessage = { type: "chat"; text: string } | { type: "ping" } | { type: "bye" };

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const request = parse(message.data);
    if (request?.type === "bye") return socket.close(1000, "bye");
    await socket.send(JSON.stringify(replyTo(request)));
  }
}

function parse(text: string): ClientMessage | null {
  try {
    return JSON.parse(text) as ClientMessage;
  } catch {
    return null;
  }
}

function replyTo(request: ClientMessage | null) {
  if (request?.type === "chat") return { type: "echo", text: request.text };
  if (request?.type === "ping") return { type: "pong" };
  return { type: "error", message: "send a chat, a ping or a bye" };
}
