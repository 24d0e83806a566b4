// style: events
// check: replies-to-each-chat-with-an-echo
// hint: in a switch
// Forgets the break after a chat.
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
      // biome-ignore lint/suspicious/noFallthroughSwitchClause: this is the mistake
      case "chat":
        if (typeof request.text !== "string") return reply({ type: "error", message: "a chat has a text" });
        reply({ type: "echo", text: request.text });
      case "ping":
        return reply({ type: "pong" });
      case "bye":
        return socket.close(1000, "bye");
      default:
        reply({ type: "error", message: "unknown type" });
    }
  });
});
