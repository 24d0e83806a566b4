// Looks the type up in an object without a prototype.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

const replies: Record<string, (text: unknown) => object | null> = {
  chat: (text) => (typeof text === "string" ? { type: "echo", text } : null),
  ping: () => ({ type: "pong" }),
};

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const value = parse(data.toString());
    if (value?.type === "bye") return socket.close(1000, "bye");
    const type = typeof value?.type === "string" ? value.type : "";
    const reply = Object.hasOwn(replies, type) ? replies[type]?.(value?.text) : null;
    socket.send(JSON.stringify(reply ?? { type: "error", message: `cannot handle ${data}` }));
  });
});

function parse(text: string): { type?: unknown; text?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
