// The next id has its own key.
import { WebSocketServer } from "ws";
import { type Dial, shutdown, sleep, storage } from "ws101";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  const after = Number(new URL(request.url, "ws://localhost").searchParams.get("after") ?? 0);
  for (let id = Math.max(after + 1, nextId() - 100, 1); id < nextId(); id++) socket.send(entryOf(id));
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const id = nextId();
    storage.set(`${id}`, data.toString());
    storage.set("next", id + 1);
    storage.delete(`${id - 100}`);
    for (const client of wss.clients) client.send(entryOf(id));
  });
});

shutdown.signal.addEventListener("abort", () =>
  wss.clients.forEach((socket) => void socket.close(1001, "bye for now")),
);

function nextId(): number {
  return Number(storage.get("next") ?? 1);
}

function entryOf(id: number): string {
  return JSON.stringify({ id, text: storage.get(`${id}`) });
}

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
