// A subclass of WebSocket carries the count.
import { WebSocket, WebSocketServer } from "ws";

class CountedSocket extends WebSocket {
  second = 0;
  count = 0;
  readonly openedMs = performance.now();
}

const wss = new WebSocketServer({
  port: 3000,
  WebSocket: CountedSocket,
  maxPayload: 16_384,
  verifyClient: ({ origin, req }, done) => {
    const pages = ["http", "https"].map((scheme) => `${scheme}://${req.headers.host}`);
    done(origin === undefined || pages.includes(origin), 403);
  },
});

wss.on("connection", (socket) => {
  if (!(socket instanceof CountedSocket)) return;
  socket.on("error", console.error);
  socket.on("message", (data, isBinary) => {
    const second = Math.floor((performance.now() - socket.openedMs) / 1000);
    if (second !== socket.second) socket.count = 0;
    socket.second = second;
    socket.count += 1;
    if (socket.count > 10) socket.close(1008, "at most 10 messages a second");
    else socket.send(data, { binary: isBinary });
  });
});
