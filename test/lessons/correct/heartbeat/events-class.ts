import { type WebSocket, WebSocketServer } from "ws";

class Heartbeat {
  readonly #socket: WebSocket;
  readonly #timer: Timeout;
  #alive = true;

  constructor(socket: WebSocket, periodMs: number) {
    this.#socket = socket;
    this.#timer = setInterval(() => this.#beat(), periodMs);
    socket.on("pong", () => this.#note());
    socket.on("close", () => this.stop());
  }

  stop() {
    clearInterval(this.#timer);
  }

  #note() {
    this.#alive = true;
  }

  #beat() {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    this.#socket.ping();
  }
}

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  new Heartbeat(socket, 30_000);
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
