// A class for the log, which is an event emitter.
import { EventEmitter } from "node:events";
import { WebSocketServer } from "ws";
import { type Dial, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

class Log extends EventEmitter {
  readonly #entries = (storage.get("log") ?? []) as Entry[];

  after(id: number) {
    return this.#entries.filter((entry) => entry.id > id);
  }

  add(text: string) {
    const entry = { id: (this.#entries.at(-1)?.id ?? 0) + 1, text };
    this.#entries.push(entry);
    if (this.#entries.length > 100) this.#entries.shift();
    storage.set("log", this.#entries);
    this.emit("added", entry);
  }
}

const log = new Log();
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  const send = (entry: Entry) => socket.send(JSON.stringify(entry));
  log.after(Number(new URL(request.url, "ws://localhost").searchParams.get("after") ?? 0)).forEach(send);
  log.on("added", send);
  socket.on("close", () => log.off("added", send));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) log.add(data.toString());
  });
});

shutdown.signal.addEventListener("abort", () => {
  wss.clients.forEach((socket) => {
    socket.close(1001, "deploying");
  });
});

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
