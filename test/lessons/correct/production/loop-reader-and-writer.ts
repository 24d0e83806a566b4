// One task reads, one writes, and the shutdown closes both.
import { broadcast, type Dial, Lagged, type Socket, select, shutdown, sleep, spawn, storage } from "ws101";

type Entry = { id: number; text: string };

const stored = storage.get("log");
let log: Entry[] = Array.isArray(stored) ? stored : [];
const room = broadcast<string>(256);

export default async function handle(socket: Socket) {
  const after = parseInt(socket.request.query.get("after") ?? "0", 10);
  const { sender, receiver } = socket.split();
  using inbox = room.subscribe();
  const missed = log.filter((entry) => entry.id > after);
  const writer = spawn(async () => {
    for (const entry of missed) await sender.send(JSON.stringify(entry));
    for await (const text of inbox) {
      if (text instanceof Lagged) return;
      await sender.send(text);
    }
  });
  const reader = spawn(async () => {
    for await (const message of receiver) if (message.type === "text") append(message.data);
  });
  const { from } = await select({ writer, reader, stop: shutdown.requested });
  if (from === "stop") await sender.close(1001, "the server is restarting");
  writer.abort();
  reader.abort();
}

function append(text: string) {
  const id = (log.at(-1)?.id ?? 0) + 1;
  log = [...log, { id, text }].slice(-100);
  storage.set("log", log);
  room.send(JSON.stringify({ id, text }));
}

class Backoff {
  #limitMs = 1_000;

  reset() {
    this.#limitMs = 1_000;
  }

  async wait() {
    const halfMs = this.#limitMs / 2;
    this.#limitMs = Math.min(30_000, this.#limitMs * 2);
    await sleep(halfMs + Math.random() * halfMs);
  }
}

export async function client(dial: Dial) {
  const backoff = new Backoff();
  let after = 0;
  for (;;) {
    try {
      const socket = await dial(`/?after=${after}`);
      backoff.reset();
      let message = await socket.recv();
      while (message !== null) {
        if (message.type === "text") after = JSON.parse(message.data).id;
        message = await socket.recv();
      }
    } catch {}
    await backoff.wait();
  }
}
