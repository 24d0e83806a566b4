// Builds the origin from what verifyClient receives, and accepts the other scheme too.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16 * 1024,
  verifyClient: ({ origin, secure, req }, done) => {
    const [scheme, other] = secure ? ["https", "http"] : ["http", "https"];
    switch (origin) {
      case undefined:
      case `${scheme}://${req.headers.host}`:
      case `${other}://${req.headers.host}`:
        done(true);
        break;
      default:
        done(false, 403, "Forbidden", { "Content-Type": "text/plain" });
    }
  },
});

wss.on("connection", (socket) => {
  let left = 10;
  let untilMs = performance.now() + 1_000;
  socket.on("message", function (data, isBinary) {
    if (performance.now() >= untilMs) {
      left = 10;
      untilMs = performance.now() + 1_000;
    }
    if (left === 0) {
      this.close(1008, Buffer.from("at most 10 messages a second"));
      return;
    }
    left--;
    this.send(data, { binary: isBinary });
  });
  socket.on("error", () => {});
});
