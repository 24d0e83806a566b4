// style: events
// check: resumes-after-the-last-message-it-received
// hint: a different id
// Always asks for everything.
import { WebSocketServer } from "ws";
import { type Dial, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

const kept = 100;
const shortestMs = 1_000;
const longestMs = 30_000;

const log = (storage.get("log") ?? []) as Entry[];
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  const after = Number(new URL(request.url, "ws://localhost").searchParams.get("after") ?? 0);
  for (const entry of log) if (entry.id > after) socket.send(JSON.stringify(entry));

  socket.on("message", (data, isBinary) => {
    if (!isBinary) append(data.toString());
  });
});

shutdown.signal.addEventListener("abort", () => {
  for (const socket of wss.clients) socket.close(1001, "deploying");
});

function append(text: string) {
  const entry = { id: (log.at(-1)?.id ?? 0) + 1, text };
  log.push(entry);
  if (log.length > kept) log.shift();
  storage.set("log", log);
  for (const socket of wss.clients) socket.send(JSON.stringify(entry));
}

/** Keeps reconnecting, and resumes after the last message. */
export async function client(dial: Dial) {
  let lastId = 0;
  let limitMs = shortestMs;
  while (true) {
    try {
      const socket = await dial(`/?after=${lastId * 0}`);
      limitMs = shortestMs;
      for await (const message of socket) {
        if (message.type === "text") lastId = JSON.parse(message.data).id;
      }
    } catch (error) {
      console.log("refused:", error);
    }
    await sleep(limitMs / 2 + (Math.random() * limitMs) / 2);
    limitMs = Math.min(limitMs * 2, longestMs);
  }
}
