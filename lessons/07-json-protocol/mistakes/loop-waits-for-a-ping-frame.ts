// style: loop
// check: replies-to-each-ping-with-a-pong
// hint: ping frame
// Mistakes the ping of this protocol for WebSocket's.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const reply = (message: object) => socket.send(JSON.stringify(message));
  for await (const message of socket) {
    if (message.type === "ping") {
      await reply({ type: "pong" });
    } else if (message.type === "text") {
      const request = parse(message.data);
      if (request?.type === "chat" && typeof request.text === "string") {
        await reply({ type: "echo", text: request.text });
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
