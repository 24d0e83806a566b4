// style: events
// check: refuses-every-other-origin-with-403
// hint: refuses with 401
// Returns a boolean.
import { type IncomingMessage, WebSocketServer } from "ws";

const messagesPerSecond = 10;

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16 * 1024,
  verifyClient: ({ origin, req }: { origin: string | undefined; req: IncomingMessage }) => {
    const { host } = req.headers;
    const isOwn = origin === `https://${host}` || origin === `http://${host}`;
    return origin === undefined || isOwn;
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
