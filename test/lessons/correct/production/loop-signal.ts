// The signal of shutdown ends the wait.
import { broadcast, type Dial, DialFailed, Lagged, type Socket, select, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

const log = new Map((storage.get("log") ?? []) as [number, string][]);
let lastId = Math.max(0, ...log.keys());
const room = broadcast<Entry>(100);

export default async function handle(socket: Socket) {
  const after = Number(socket.request.query.get("after") ?? "0");
  using inbox = room.subscribe();
  const missed = [...log].filter(([id]) => id > after);
  for (const [id, text] of missed) await socket.send(JSON.stringify({ id, text }));
  try {
    for (;;) {
      const next = await select({ socket, inbox }, { signal: shutdown.signal });
      if (next.value === null || next.value instanceof Lagged) return;
      if (next.from === "inbox") await socket.send(JSON.stringify(next.value));
      else if (next.value.type === "text") append(next.value.data);
    }
  } catch (error) {
    if (!shutdown.signal.aborted) throw error;
    await socket.close(1001, "restart");
  }
}

function append(text: string) {
  lastId++;
  log.set(lastId, text);
  log.delete(lastId - 100);
  storage.set("log", [...log]);
  room.send({ id: lastId, text });
}

export async function client(dial: Dial) {
  let last = 0;
  for (let limitMs = 1_000; ; limitMs = Math.min(limitMs * 2, 30_000)) {
    try {
      const socket = await dial(`/?after=${last}`);
      for await (const message of socket) {
        if (message.type === "text") ({ id: last } = JSON.parse(message.data));
      }
      limitMs = 1_000;
    } catch (error) {
      if (!(error instanceof DialFailed)) throw error;
      console.log(error.status);
    }
    await sleep((limitMs * (1 + Math.random())) / 2);
  }
}
