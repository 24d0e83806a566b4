// Listens as in a browser.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.addEventListener("message", ({ data }) => {
    if (typeof data !== "string") return;
    const reply = replyTo(data);
    if (reply === null) return socket.close(1000, "bye");
    socket.send(JSON.stringify(reply));
  });
});

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
