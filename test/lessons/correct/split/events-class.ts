import { type WebSocket, WebSocketServer } from "ws";

class Connection {
  #tick = 0;
  readonly #socket: WebSocket;
  readonly #counter = setInterval(() => this.#count(), 1000);

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.once("close", () => clearInterval(this.#counter));
  }

  #count() {
    this.#tick++;
    this.#socket.send(`tick ${this.#tick}`);
    if (this.#tick >= 5) this.#socket.close(1000, "done");
  }

  #receive(data: Buffer, isBinary: boolean) {
    const delayMs = data.equals(Buffer.from("slow")) ? 2000 : 0;
    if (delayMs > 0) setTimeout(() => this.#socket.send("slow"), delayMs);
    else this.#socket.send(data, { binary: isBinary });
  }
}

new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  new Connection(socket);
});
