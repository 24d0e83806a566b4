// Keeps the times of the messages of the last second.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16_384,
  verifyClient: ({ origin, req: { headers } }, done) => {
    const allowed = [undefined, `http://${headers.host}`, `https://${headers.host}`];
    if (allowed.includes(origin)) done(true);
    else done(false, 403, "Forbidden");
  },
});

wss.on("connection", (socket) => {
  let times: number[] = [];
  socket.on("error", console.error);
  socket.on("message", (data, isBinary) => {
    const now = performance.now();
    times = [...times.filter((time) => now - time < 1000), now];
    if (times.length > 10) return socket.close(1008, "more than ten in a second");
    socket.send(data, { binary: isBinary });
  });
});
