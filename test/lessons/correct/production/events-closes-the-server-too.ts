// Closes the server as well, so that it takes no new clients.
import { WebSocketServer } from "ws";
import { type Dial, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

const log = (storage.get("log") ?? []) as Entry[];
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  const after = Number(new URL(request.url, "ws://localhost").searchParams.get("after"));
  for (const entry of log) if (entry.id > after) socket.send(JSON.stringify(entry));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) append(data.toString());
  });
});

shutdown.signal.addEventListener("abort", () => {
  wss.close();
  for (const socket of wss.clients) socket.close(1001, "deploying");
});

function append(text: string) {
  const entry = { id: (log.at(-1)?.id ?? 0) + 1, text };
  log.push(entry);
  if (log.length > 100) log.shift();
  storage.set("log", log);
  for (const socket of wss.clients) socket.send(JSON.stringify(entry));
}

const shortestMs = 1_000;

export async function client(dial: Dial) {
  let lastId: number | undefined;
  let limitMs = shortestMs;
  while (true) {
    try {
      const socket = await dial(lastId === undefined ? undefined : `/?after=${lastId}`);
      limitMs = shortestMs;
      for await (const message of socket) {
        if (message.type !== "text") continue;
        const { id } = JSON.parse(message.data);
        lastId = id;
      }
    } catch (error) {
      console.error(error);
    }
    await sleep(between(limitMs / 2, limitMs));
    limitMs = limitMs >= 16_000 ? 30_000 : limitMs * 2;
  }
}

function between(fromMs: number, toMs: number): number {
  return fromMs + Math.random() * (toMs - fromMs);
}
