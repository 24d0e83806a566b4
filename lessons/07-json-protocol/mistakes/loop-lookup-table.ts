// style: loop
// check: replies-to-an-invalid-message-with-an-error-and-stays-open
// hint: turn ["ping"] into ping
// Looks the type up in an object, which converts it to a string.
import type { Socket } from "ws101";

const replies: Record<string, (text: unknown) => object> = {
  __proto__: Object.create(null),
  ping: () => ({ type: "pong" }),
  chat: (text) => (typeof text === "string" ? { type: "echo", text } : { type: "error", message: "no text" }),
};

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    let value: { type: string; text?: unknown } | null = null;
    try {
      value = JSON.parse(message.data);
    } catch {}
    if (value?.type === "bye") return socket.close(1000, "bye");
    const reply = replies[String(value?.type)]?.(value?.text);
    await socket.send(JSON.stringify(reply ?? { type: "error", message: "unknown type" }));
  }
}
