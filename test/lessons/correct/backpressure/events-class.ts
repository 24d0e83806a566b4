// A class for each client.
import { type WebSocket, WebSocketServer } from "ws";

class Connection {
  readonly #socket: WebSocket;
  #prices: string[] = [];
  #busy = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  confirm(order: string) {
    this.#socket.pause();
    this.#socket.send(`ok: ${order}`, (error) => {
      if (error === undefined) this.#socket.resume();
    });
  }

  price(text: string) {
    this.#prices = [...this.#prices, text].slice(-32);
    this.#pump();
  }

  #pump() {
    if (this.#busy) return;
    const next = this.#prices.shift();
    if (next === undefined) return;
    this.#busy = true;
    this.#socket.send(next, () => {
      this.#busy = false;
      this.#pump();
    });
  }
}

const connections = new Map<WebSocket, Connection>();
new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  const connection = new Connection(socket);
  connections.set(socket, connection);
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString("utf8");
    if (!text.startsWith("price ")) return connection.confirm(text);
    for (const each of connections.values()) each.price(text);
  });
  socket.on("close", () => connections.delete(socket));
});
