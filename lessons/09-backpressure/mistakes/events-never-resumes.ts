// style: events
// check: confirms-every-order-once-the-client-reads-again
// hint: Call socket.resume()
// Stays paused forever.
import { type WebSocket, WebSocketServer } from "ws";

const maxUnsentBytes = 64 * 1024;
const maxWaiting = 32;

const wss = new WebSocketServer({ port: 3000 });
const feeds = new Set<(price: string) => void>();

wss.on("connection", (socket) => {
  const feed = feedFor(socket);
  feeds.add(feed);

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text.startsWith("price ")) for (const each of feeds) each(text);
    else confirm(socket, text);
  });

  socket.on("close", () => feeds.delete(feed));
});

function confirm(socket: WebSocket, order: string) {
  socket.send(`ok: ${order}`);
  if (socket.bufferedAmount > maxUnsentBytes) socket.pause();
}

/** Sends prices to one client at its own pace. At most 32 wait. */
function feedFor(socket: WebSocket) {
  const waiting: string[] = [];
  let isSending = false;

  function sendNext() {
    const price = waiting.shift();
    isSending = price !== undefined;
    if (price !== undefined) socket.send(price, sendNext);
  }

  return (price: string) => {
    waiting.push(price);
    if (waiting.length > maxWaiting) waiting.shift();
    if (!isSending) sendNext();
  };
}
