// style: events
// check: replies-to-invalid-json-with-an-error-and-stays-open
// hint: client got no reply
// Reports the exception only on the console.
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
        return socket.close(1000, "bye");
      case undefined:
        return console.error("invalid message");
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
