// style: events
// check: accepts-its-own-pages-and-programs-without-an-origin
// hint: without a trailing slash
// Forgets that this page was loaded over plain HTTP.
import { WebSocketServer } from "ws";

const messagesPerSecond = 10;

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16 * 1024,
  verifyClient: ({ origin, req }, done) => {
    const { host } = req.headers;
    const isOwn = origin === `https://${host}`;
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
