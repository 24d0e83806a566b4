// The client calls itself.
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

export function client(dial: Dial): Promise<void> {
  return stay(dial, 0, 1_000);
}

async function stay(dial: Dial, after: number, limitMs: number): Promise<void> {
  let last = after;
  let nextMs = Math.min(limitMs * 2, 30_000);
  let waitMs = limitMs;
  try {
    const socket = await dial(`/?after=${after}`);
    [waitMs, nextMs] = [1_000, 2_000];
    for await (const message of socket) if (message.type === "text") last = JSON.parse(message.data).id;
  } catch {}
  await sleep(waitMs * (1 - Math.random() / 2));
  return stay(dial, last, nextMs);
}
