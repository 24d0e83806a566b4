// Its own set of clients.
import { type WebSocket, WebSocketServer } from "ws";
import { type Dial, shutdown, sleep, storage } from "ws101";

type Entry = { id: number; text: string };

let log: Entry[] = [];
const stored = storage.get("messages");
if (Array.isArray(stored)) log = stored;
const clients = new Set<WebSocket>();

new WebSocketServer({ port: 3000 }).on("connection", (socket, { url }) => {
  const after = parseInt(/after=(\d+)/.exec(url)?.[1] ?? "0", 10);
  log
    .filter(({ id }) => id > after)
    .forEach((entry) => {
      socket.send(JSON.stringify(entry));
    });
  clients.add(socket);
  socket.on("close", () => clients.delete(socket));
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const entry = { id: (log[log.length - 1]?.id ?? 0) + 1, text: data.toString() };
    log = [...log, entry].slice(-100);
    storage.set("messages", log);
    clients.forEach((client) => {
      client.send(JSON.stringify(entry));
    });
  });
});

shutdown.signal.onabort = () => {
  clients.forEach((client) => {
    client.close(1001, "restart");
  });
};

/** Keeps reconnecting, and resumes after the last message. */
export async function client(dial: Dial) {
  let lastId = 0;
  let limitMs = 1_000;
  while (true) {
    try {
      const socket = await dial(`/?after=${lastId}`);
      limitMs = 1_000;
      for await (const message of socket) {
        if (message.type === "text") lastId = JSON.parse(message.data).id;
      }
    } catch (error) {
      console.log("refused:", error);
    }
    await sleep(limitMs * (0.5 + Math.random() / 2));
    limitMs = Math.min(limitMs * 2, 30_000);
  }
}
