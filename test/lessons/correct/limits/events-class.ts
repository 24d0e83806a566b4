// A class counts.
import { WebSocketServer } from "ws";

class Limit {
  #beganMs = performance.now();
  #count = 0;

  isReached(): boolean {
    const nowMs = performance.now();
    if (nowMs >= this.#beganMs + 1_000) {
      this.#beganMs = nowMs;
      this.#count = 0;
    }
    this.#count++;
    return this.#count > 10;
  }
}

new WebSocketServer({
  port: 3000,
  maxPayload: 16_384,
  verifyClient: ({ req }, done) => {
    const { origin, host } = req.headers;
    const isOwn = origin === `https://${host}` || origin === `http://${host}`;
    return isOwn || origin === undefined ? done(true) : done(false, 403);
  },
}).on("connection", (socket) => {
  const limit = new Limit();
  socket
    .on("message", (data, isBinary) => {
      if (limit.isReached()) return socket.close(1008, "at most 10 messages a second");
      socket.send(isBinary ? data : data.toString());
    })
    .on("error", console.error);
});
