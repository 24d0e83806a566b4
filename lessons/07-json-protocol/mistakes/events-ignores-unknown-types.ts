// style: events
// check: replies-to-an-invalid-message-with-an-error-and-stays-open
// hint: client got no reply
// Ignores messages it does not know.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    try {
      reply(socket, JSON.parse(data.toString()));
    } catch {
      socket.send(JSON.stringify({ type: "error", message: "invalid JSON" }));
    }
  });
});

function reply(socket: WebSocket, request: { type: string; text?: string }) {
  if (request.type === "chat") socket.send(JSON.stringify({ type: "echo", text: request.text }));
  if (request.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
  if (request.type === "bye") socket.close(1000, "bye");
}
