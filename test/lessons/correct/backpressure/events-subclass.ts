// The server makes sockets of its own class.
import { WebSocket, WebSocketServer } from "ws";

class Client extends WebSocket {
  #queue: string[] = [];
  #sending = false;

  offer(price: string) {
    this.#queue.push(price);
    if (this.#queue.length > 32) this.#queue.shift();
    if (!this.#sending) this.#next();
  }

  #next() {
    const price = this.#queue.shift();
    this.#sending = price !== undefined;
    if (price !== undefined) this.send(price, () => this.#next());
  }
}

const wss = new WebSocketServer({ port: 3000, WebSocket: Client });
wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = `${data}`;
    if (text.startsWith("price ")) {
      for (const client of wss.clients) if (client instanceof Client) client.offer(text);
    } else {
      socket.send(`ok: ${text}`, { binary: false }, () => socket.resume());
      if (socket.bufferedAmount > 32_768) socket.pause();
    }
  });
});
