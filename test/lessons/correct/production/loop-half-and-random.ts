// The wait is one half and a random share of the other half.
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
