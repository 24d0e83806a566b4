// style: events
// check: closes-with-1000-and-a-reason-after-bye
// hint: both the code and the reason
// Closes without a code, so the client sees 1005.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const request = parse(data.toString());
    if (request?.type === "bye") return socket.close();
    socket.send(JSON.stringify(replyTo(request)));
  });
});

function parse(text: string) {
  try {
    const value = JSON.parse(text);
    return typeof value?.type === "string" ? value : null;
  } catch {
    return null;
  }
}

function replyTo(request: { type: string; text?: unknown } | null) {
  if (request?.type === "chat" && typeof request.text === "string") return { type: "echo", text: request.text };
  if (request?.type === "ping") return { type: "pong" };
  return { type: "error", message: "send a chat, a ping or a bye" };
}
