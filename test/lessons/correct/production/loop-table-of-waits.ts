// A table of the waits, whole milliseconds.
import { broadcast, type Dial, Lagged, type Socket, select, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

const log = (storage.get("log") ?? []) as Entry[];
const room = broadcast<Entry>(100);

export default async function handle(socket: Socket) {
  using inbox = room.subscribe();
  const after = Number(socket.request.query.get("after"));
  for (const entry of log.filter(({ id }) => id > after)) await socket.send(JSON.stringify(entry));
  while (true) {
    const next = await select({ socket, inbox, stop: shutdown.requested });
    if (next.from === "stop") return socket.close(1001, "deploying");
    if (next.value === null || next.value instanceof Lagged) return;
    if (next.from === "inbox") await socket.send(JSON.stringify(next.value));
    else if (next.value.type === "text") append(next.value.data);
  }
}

function append(text: string) {
  const entry = { id: (log.at(-1)?.id ?? 0) + 1, text };
  log.push(entry);
  if (log.length > 100) log.shift();
  storage.set("log", log);
  room.send(entry);
}

const waitsMs = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000] as const;

export async function client(dial: Dial) {
  let after = "0";
  let failures = 0;
  while (true) {
    try {
      const socket = await dial(`/?${new URLSearchParams({ after })}`);
      failures = 0;
      for await (const { data } of texts(socket)) after = String(JSON.parse(data).id);
    } catch {
      // The server refused: wait longer.
    }
    const longest = waitsMs[failures] ?? 30_000;
    failures += 1;
    await sleep(longest / 2 + Math.floor((Math.random() * longest) / 2));
  }
}

async function* texts(socket: Socket) {
  for await (const message of socket) if (message.type === "text") yield message;
}
