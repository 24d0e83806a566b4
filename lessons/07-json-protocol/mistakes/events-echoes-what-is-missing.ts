// style: events
// check: replies-to-an-invalid-message-with-an-error-and-stays-open
// hint: An invalid message was echoed
// Echoes a chat without a text as JSON without a text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const reply = (message: object) => socket.send(JSON.stringify(message));

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    try {
      const { type, text } = JSON.parse(data.toString());
      if (type === "chat") reply({ type: "echo", text });
      else if (type === "ping") reply({ type: "pong" });
      else if (type === "bye") socket.close(1000, "bye");
      else reply({ type: "error", message: `unknown type ${type}` });
    } catch {
      reply({ type: "error", message: "invalid JSON" });
    }
  });
});
