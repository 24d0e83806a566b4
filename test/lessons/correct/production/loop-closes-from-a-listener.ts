// A set of sockets, closed by a listener of the signal.
import { type Dial, type Sender, type Socket, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

const log = (storage.get("log") ?? []) as Entry[];
const senders = new Set<Sender>();

shutdown.signal.addEventListener("abort", () => {
  for (const sender of senders) void sender.close(1001, "deploying");
});

export default async function handle(socket: Socket) {
  const after = Number(socket.request.query.get("after") ?? 0);
  const { sender, receiver } = socket.split();
  for (const entry of log) if (entry.id > after) void sender.send(JSON.stringify(entry));
  senders.add(sender);
  for await (const message of receiver) if (message.type === "text") append(message.data);
  senders.delete(sender);
}

function append(text: string) {
  const entry = { id: (log.at(-1)?.id ?? 0) + 1, text };
  log.push(entry);
  log.splice(0, log.length - 100);
  storage.set("log", log);
  for (const sender of senders) void sender.send(JSON.stringify(entry));
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
