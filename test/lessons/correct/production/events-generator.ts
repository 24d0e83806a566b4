// A generator yields the waits.
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
  for (const socket of wss.clients) socket.close(1001, "deploying");
});

function append(text: string) {
  const entry = { id: (log.at(-1)?.id ?? 0) + 1, text };
  log.push(entry);
  if (log.length > 100) log.shift();
  storage.set("log", log);
  for (const socket of wss.clients) socket.send(JSON.stringify(entry));
}

function* waits() {
  for (let limitMs = 1_000; limitMs < 30_000; limitMs *= 2) yield limitMs * (0.5 + Math.random() / 2);
  while (true) yield 30_000 * (0.5 + Math.random() / 2);
}

export async function client(dial: Dial) {
  let after = 0;
  let pause = waits();
  while (true) {
    try {
      const socket = await dial(`/?after=${after}`);
      pause = waits();
      for await (const message of socket) {
        if (message.type === "text") after = Math.max(after, JSON.parse(message.data).id);
      }
    } catch {}
    await sleep(pause.next().value ?? 30_000);
  }
}
