// A task waits for the shutdown.
import { broadcast, type Dial, Lagged, type Socket, select, shutdown, sleep, spawn, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

class Log {
  readonly #entries = (storage.get("entries") ?? []) as Entry[];
  readonly added = broadcast<Entry>(100);

  after(id: number): Entry[] {
    return this.#entries.filter((entry) => entry.id > id);
  }

  add(text: string) {
    const entry = { id: (this.#entries[this.#entries.length - 1]?.id ?? 0) + 1, text };
    if (this.#entries.push(entry) > 100) this.#entries.shift();
    storage.set("entries", this.#entries);
    this.added.send(entry);
  }
}

const log = new Log();

export default async function handle(socket: Socket) {
  using added = log.added.subscribe();
  const missed = log.after(Number(socket.request.query.get("after") ?? 0));
  spawn(async () => {
    await shutdown.requested;
    await socket.close(1001, "The server is being updated.");
  });
  for (const entry of missed) await socket.send(JSON.stringify(entry));
  while (true) {
    const { value } = await select({ socket, added });
    if (value === null || value instanceof Lagged) break;
    if ("id" in value) await socket.send(JSON.stringify(value));
    else if (value.type === "text") log.add(value.data);
  }
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
