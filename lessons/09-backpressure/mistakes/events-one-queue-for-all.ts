// style: events
// check: drops-the-oldest-prices-for-a-client-that-does-not-read
// hint: it waited for A
// Waits for every client before it sends the next price.
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
    if (text.startsWith("price ")) publish(text);
    else confirm(socket, text);
  });

  socket.on("close", () => feeds.delete(feed));
});

function confirm(socket: WebSocket, order: string) {
  socket.send(`ok: ${order}`, () => socket.resume());
  if (socket.bufferedAmount > maxUnsentBytes) socket.pause();
}

const all: string[] = [];
let isPublishing = false;

function publish(price: string) {
  all.push(price);
  if (!isPublishing) void publishAll();
}

async function publishAll() {
  isPublishing = true;
  for (let price = all.shift(); price !== undefined; price = all.shift()) {
    const text = price;
    await Promise.all([...wss.clients].map((client) => new Promise<void>((done) => client.send(text, () => done()))));
  }
  isPublishing = false;
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
