// style: events
// check: stops-reading-from-a-client-that-does-not-read
// hint: in a queue of your own
// Orders wait in an array without a bound.
import { type WebSocket, WebSocketServer } from "ws";

const maxWaiting = 32;

const wss = new WebSocketServer({ port: 3000 });
const orders = new Map<WebSocket, string[]>();
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

  socket.on("close", () => feeds.delete(feed) && orders.delete(socket));
});

function confirm(socket: WebSocket, order: string) {
  const queue = orders.get(socket) ?? [];
  orders.set(socket, queue);
  queue.push(order);
  if (queue.length === 1) confirmNext(socket, queue);
}

function confirmNext(socket: WebSocket, queue: string[]) {
  const [order] = queue;
  if (order === undefined) return;
  socket.send(`ok: ${order}`, () => {
    queue.shift();
    confirmNext(socket, queue);
  });
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
