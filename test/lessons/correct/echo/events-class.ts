import { type WebSocket, WebSocketServer } from "ws";

class Echo {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => this.#reply(data, isBinary));
  }

  #reply(data: Buffer, isBinary: boolean) {
    this.#socket.send(data, { binary: isBinary, fin: true });
  }
}

new WebSocketServer({ port: 3000 }, () => console.log("listening")).on("connection", (socket) => {
  new Echo(socket);
});
