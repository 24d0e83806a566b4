// style: events
// check: counts-for-each-client-separately
// hint: not at module level
// Keeps one count for all clients.
import { WebSocketServer } from "ws";

const messagesPerSecond = 10;
let count = 0;

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16 * 1024,
  verifyClient: ({ origin, req }, done) => {
    const { host } = req.headers;
    const isOwn = origin === `https://${host}` || origin === `http://${host}`;
    done(origin === undefined || isOwn, 403);
  },
});

wss.on("connection", (socket) => {
  let secondBeganMs = performance.now();

  socket.on("message", (data, isBinary) => {
    const nowMs = performance.now();
    if (nowMs - secondBeganMs >= 1000) {
      secondBeganMs = nowMs;
      count = 0;
    }
    count += 1;
    if (count > messagesPerSecond) socket.close(1008, "at most 10 messages a second");
    else socket.send(data, { binary: isBinary });
  });
});
