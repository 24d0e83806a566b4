// style: events
// check: replies-to-invalid-json-with-an-error-and-stays-open
// hint: mistake, not an attack
// Closes the connection at the first mistake.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    try {
      reply(socket, JSON.parse(data.toString()));
    } catch {
      socket.close(1007, "invalid JSON");
    }
  });
});

function reply(socket: WebSocket, request: { type: string; text?: string }) {
  if (request.type === "chat") socket.send(JSON.stringify({ type: "echo", text: request.text }));
  else if (request.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
  else if (request.type === "bye") socket.close(1000, "bye");
  else socket.send(JSON.stringify({ type: "error", message: `unknown type ${request.type}` }));
}
