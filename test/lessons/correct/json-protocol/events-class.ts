// A class per connection.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

class Session {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => {
      if (!isBinary) this.#answer(replyTo(String(data)));
    });
  }

  #answer(reply: object | null) {
    if (reply === null) this.#socket.close(1000, "bye");
    else this.#socket.send(JSON.stringify(reply));
  }
}

wss.on("connection", (socket) => new Session(socket));

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
