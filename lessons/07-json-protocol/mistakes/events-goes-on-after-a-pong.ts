// style: events
// check: replies-to-each-ping-with-a-pong
// hint: in a switch
// Forgets the break before the default.
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
      return reply({ type: "error", message: "send JSON" });
    }
    switch (request?.type) {
      case "chat":
        if (typeof request.text === "string") return reply({ type: "echo", text: request.text });
        return reply({ type: "error", message: "a chat has a text" });
      case "bye":
        return socket.close(1000, "bye");
      // biome-ignore lint/suspicious/noFallthroughSwitchClause: this is the mistake
      case "ping":
        reply({ type: "pong" });
      default:
        reply({ type: "error", message: "unknown type" });
    }
  });
});
