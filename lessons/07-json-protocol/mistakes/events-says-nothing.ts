// style: events
// check: answers-json-that-is-no-message-with-an-error-and-stays
// hint: left in the dark
// Passes over what it does not know.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    try {
      answer(socket, JSON.parse(data.toString()));
    } catch {
      socket.send(JSON.stringify({ type: "error", message: "that was no JSON" }));
    }
  });
});

function answer(socket: WebSocket, request: { type: string; text?: string }) {
  if (request.type === "chat") socket.send(JSON.stringify({ type: "echo", text: request.text }));
  if (request.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
  if (request.type === "bye") socket.close(1000, "bye");
}
