// Logs what could not be sent.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  console.log(`${request.socket.remoteAddress} connected`);
  socket.on("message", (data, isBinary) => {
    if (isBinary) return console.warn("binary ignored");
    const reply = replyTo(data.toString());
    if (reply === null) return socket.close(1000, "bye");
    socket.send(JSON.stringify(reply), (error) => error && console.error(error.message));
  });
  socket.on("close", (code) => console.log(`closed with ${code}`));
});

function replyTo(raw: string) {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== "object" || value === null || !("type" in value)) throw new Error("missing field `type`");
    if (value.type === "ping") return { type: "pong" };
    if (value.type === "bye") return null;
    if (value.type !== "chat") throw new Error("unknown variant");
    if (!("text" in value) || typeof value.text !== "string") throw new Error("missing field `text`");
    return { type: "echo", text: value.text };
  } catch (error) {
    return { type: "error", message: String(error) };
  }
}
