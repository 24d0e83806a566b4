// Each connection listens for the shutdown itself.
import { WebSocketServer } from "ws";
import { type Dial, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

const log = (storage.get("log") ?? []) as Entry[];
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  const stop = () => socket.close(1001, "The server is being updated.");
  shutdown.signal.addEventListener("abort", stop);
  socket.on("close", () => shutdown.signal.removeEventListener("abort", stop));
  const { searchParams } = new URL(request.url, "http://localhost");
  const after = Number(searchParams.get("after") ?? 0);
  const first = log.findIndex(({ id }) => id > after);
  if (first >= 0) for (const entry of log.slice(first)) socket.send(JSON.stringify(entry));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) append(String(data));
  });
});

function append(text: string) {
  const id = (log.at(-1)?.id ?? 0) + 1;
  log.push({ id, text });
  while (log.length > 100) log.shift();
  storage.set("log", log);
  const message = JSON.stringify({ id, text });
  wss.clients.forEach((socket) => {
    socket.send(message);
  });
}

export async function client(dial: Dial) {
  let [lastId, failures] = [0, 0];
  for (;;) {
    const socket = await dial(`/?after=${lastId}`).catch(() => undefined);
    if (socket !== undefined) failures = 0;
    for (let next = await socket?.recv(); next; next = await socket?.recv()) {
      if (next.type === "text") lastId = JSON.parse(next.data).id;
    }
    const limitMs = Math.min(1_000 * 2 ** failures++, 30_000);
    await sleep(limitMs / 2 + (limitMs / 2) * Math.random());
  }
}
