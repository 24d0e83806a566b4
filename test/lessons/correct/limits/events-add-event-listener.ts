// Browser-style listeners.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 16_384,
  verifyClient: ({ origin, req }, done) => {
    const isOwn = origin !== undefined && /^https?:\/\/(.*)$/.exec(origin)?.[1] === req.headers.host;
    done(isOwn || origin === undefined, 403);
  },
});

wss.on("connection", (socket) => {
  let beganMs = performance.now();
  let count = 0;
  socket.addEventListener("error", ({ message }) => console.log(message));
  socket.addEventListener("message", ({ data }) => {
    if (Array.isArray(data)) return;
    const nowMs = performance.now();
    if (nowMs - beganMs >= 1000) [beganMs, count] = [nowMs, 0];
    count += 1;
    if (count > 10) socket.close(1008, "policy");
    else socket.send(data);
  });
});
