// style: events
// check: closes-with-1009-when-a-message-is-longer
// hint: with a different code
// Uses one code for everything.
import { WebSocketServer } from "ws";

const messagesPerSecond = 10;

const wss = new WebSocketServer({
  port: 3000,
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
    if (data.length > 16_384) return socket.close(1008, "too big");
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
