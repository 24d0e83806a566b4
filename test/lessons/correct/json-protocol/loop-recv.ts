// Asks for each message with recv.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  while (true) {
    const message = await socket.recv();
    if (message === null || message.type === "close") return;
    if (message.type !== "text") continue;
    const reply = replyTo(message.data);
    if (reply === null) return socket.close(1000, "bye");
    await socket.send(JSON.stringify(reply));
  }
}

function replyTo(raw: string) {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== "object" || value === null || !("type" in value)) throw new Error("missing field `type`");
    if (value.type === "ping") return { type: "pong" };
    if (value.type === "bye") return null;
    if (value.type !== "chat") throw new Error("unknown variant");
    if (!("text" in value) || typeof value.text !== "string") throw new Error("missing field `text`");
    return { type: "echo", text: value.text };
  } catch (error) {
    return { type: "error", message: String(error) };
  }
}
