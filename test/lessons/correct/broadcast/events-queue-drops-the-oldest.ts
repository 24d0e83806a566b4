// Up to sixteen lines wait in its own queue; the callback of send takes the next one.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const queues = new Map<WebSocket, Queue>();

class Queue {
  readonly #socket: WebSocket;
  readonly #lines: string[] = [];
  #missed = 0;
  #sending = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  push(line: string) {
    this.#lines.push(line);
    while (this.#lines.length > 16) {
      this.#lines.shift();
      this.#missed++;
    }
    this.#next();
  }

  #next() {
    if (this.#sending || this.#socket.readyState !== WebSocket.OPEN) return;
    const line = this.#missed > 0 ? `* you missed ${this.#missed} messages` : this.#lines.shift();
    if (line === undefined) return;
    this.#missed = 0;
    this.#sending = true;
    this.#socket.send(line, () => {
      this.#sending = false;
      this.#next();
    });
  }
}

wss.on("connection", (socket) => {
  queues.set(socket, new Queue(socket));
  for (const queue of queues.values()) queue.push("* a user joined");
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    for (const queue of queues.values()) queue.push(`user: ${data}`);
  });
  socket.on("close", () => {
    queues.delete(socket);
    for (const queue of queues.values()) queue.push("* a user left");
  });
});
