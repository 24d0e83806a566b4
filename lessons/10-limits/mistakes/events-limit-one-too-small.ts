// style: events
// check: echoes-a-message-of-16-kib
// hint: are still allowed
// Allows less than 16 KiB.
import { WebSocketServer } from "ws";

const messagesPerSecond = 10;

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16 * 1024 - 1,
  verifyClient: ({ origin, req }, done) => {
    const { host } = req.headers;
    const isOwn = origin === `https://${host}` || origin === `http://${host}`;
    done(origin === undefined || isOwn, 403);
  },
});

wss.on("connection", (socket) => {
  let secondBeganMs = performance.now();
  let count = 0;

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
