// Looks the type up in a Map, whose keys are not converted.
import type { Socket } from "ws101";

const replies = new Map<unknown, (text: unknown) => object | null>([
  ["chat", (text) => (typeof text === "string" ? { type: "echo", text } : null)],
  ["ping", () => ({ type: "pong" })],
]);

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const value = parse(message.data);
    if (value?.type === "bye") return socket.close(1000, "bye");
    const reply = replies.get(value?.type)?.(value?.text);
    await socket.send(JSON.stringify(reply ?? { type: "error", message: "chat, ping or bye, please" }));
  }
}

function parse(text: string): { type?: unknown; text?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
