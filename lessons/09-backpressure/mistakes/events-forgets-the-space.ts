// style: events
// check: confirms-each-order-to-the-client-that-sent-it
// hint: including the space
// Treats any text that starts with "price" as a price.
import { type WebSocket, WebSocketServer } from "ws";

const maxUnsentBytes = 64 * 1024;
const maxWaiting = 32;

const wss = new WebSocketServer({ port: 3000 });
const feeds = new WeakMap<WebSocket, (price: string) => void>();

wss.on("connection", (socket) => {
  feeds.set(socket, feedFor(socket));

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text.startsWith("price")) publish(text);
    else confirm(socket, text);
  });
});

function publish(price: string) {
  for (const client of wss.clients) feeds.get(client)?.(price);
}

function confirm(socket: WebSocket, order: string) {
  socket.send(`ok: ${order}`, () => socket.resume());
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
