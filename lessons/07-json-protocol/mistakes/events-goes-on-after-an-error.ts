// style: events
// check: replies-to-invalid-json-with-an-error-and-stays-open
// hint: go no further
// Does not return after it has caught the exception.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const reply = (message: object) => socket.send(JSON.stringify(message));

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    let request: { type?: unknown; text?: unknown } | null = null;
    try {
      request = JSON.parse(data.toString());
    } catch {
      reply({ type: "error", message: "send JSON" });
    }
    switch (request?.type) {
      case "chat":
        if (typeof request.text === "string") return reply({ type: "echo", text: request.text });
        return reply({ type: "error", message: "a chat has a text" });
      case "ping":
        return reply({ type: "pong" });
      case "bye":
        return socket.close(1000, "bye");
      default:
        reply({ type: "error", message: "unknown type" });
    }
  });
});
