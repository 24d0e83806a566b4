// style: loop
// check: closes-with-1000-and-the-reason-bye-after-bye
// hint: a type of this protocol too
// The third exercise of the Axum chapter, which has no bye: it closes only after the client has.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "close") break;
    if (message.type !== "text") continue;
    await socket.send(JSON.stringify(replyTo(message.data)));
  }
  await socket.close(1000, "bye");
}

function replyTo(raw: string) {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== "object" || value === null || !("type" in value)) throw new Error("missing field `type`");
    if (value.type === "ping") return { type: "pong" };
    if (value.type !== "chat") throw new Error("unknown variant");
    if (!("text" in value) || typeof value.text !== "string") throw new Error("missing field `text`");
    return { type: "echo", text: value.text };
  } catch (error) {
    return { type: "error", message: String(error) };
  }
}
