// style: events
// check: counts-for-each-client-separately
// hint: not at module level
// Counts for all clients together.
import { WebSocketServer } from "ws";

const allowedOrigin = "https://chat.example";
const messagesPerSecond = 10;
let count = 0;

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16 * 1024,
  verifyClient: ({ origin }, done) => done(origin === undefined || origin === allowedOrigin, 403),
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
