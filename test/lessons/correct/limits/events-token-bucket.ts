// A token bucket for each client, in a WeakMap.
import { type WebSocket, WebSocketServer } from "ws";

interface Bucket {
  tokens: number;
  atMs: number;
}

const buckets = new WeakMap<WebSocket, Bucket>();

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 1 << 14,
  verifyClient({ origin, req }, done) {
    if (origin === undefined) return done(true);
    try {
      done(new URL(origin).host === req.headers.host, 403);
    } catch {
      done(false, 403);
    }
  },
});

wss.on("connection", (socket) => {
  buckets.set(socket, { tokens: 10, atMs: performance.now() });
  socket.on("message", (data, isBinary) => {
    if (take(socket)) socket.send(data, { binary: isBinary });
    else socket.close(1008, "the bucket is empty");
  });
  socket.on("error", console.log);
});

function take(socket: WebSocket): boolean {
  const bucket = buckets.get(socket);
  if (bucket === undefined) return false;
  const nowMs = performance.now();
  bucket.tokens = Math.min(10, bucket.tokens + (nowMs - bucket.atMs) / 100);
  bucket.atMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens--;
  return true;
}
