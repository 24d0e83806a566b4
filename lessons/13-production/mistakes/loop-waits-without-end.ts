// style: loop
// check: connects-again-after-each-refusal-later-each-time
// hint: at the wrong time
// Has no maximum wait.
import { broadcast, type Dial, Lagged, type Socket, select, shutdown, sleep, storage } from "ws101";

interface Entry {
  readonly id: number;
  readonly text: string;
}

const kept = 100;
const shortestMs = 1_000;
const longestMs = 30_000;

const log = (storage.get("log") ?? []) as Entry[];
const room = broadcast<Entry>(kept);

export default async function handle(socket: Socket) {
  using inbox = room.subscribe();
  const after = Number(socket.request.query.get("after") ?? 0);
  const missed = log.filter(({ id }) => id > after);
  for (const entry of missed) await socket.send(JSON.stringify(entry));

  while (true) {
    const next = await select({ socket, inbox, stop: shutdown.requested });
    if (next.from === "stop") return socket.close(1001, "deploying");
    // A client that is too slow reconnects and resumes.
    if (next.value === null || next.value instanceof Lagged) return;
    if (next.from === "inbox") await socket.send(JSON.stringify(next.value));
    else if (next.value.type === "text") append(next.value.data);
  }
}

function append(text: string) {
  const entry = { id: (log.at(-1)?.id ?? 0) + 1, text };
  log.push(entry);
  if (log.length > kept) log.shift();
  storage.set("log", log);
  room.send(entry);
}

/** Keeps reconnecting, and resumes after the last message. */
export async function client(dial: Dial) {
  let lastId = 0;
  let limitMs = shortestMs;
  while (true) {
    try {
      const socket = await dial(`/?after=${lastId}`);
      limitMs = shortestMs;
      for await (const message of socket) {
        if (message.type === "text") lastId = JSON.parse(message.data).id;
      }
    } catch (error) {
      console.log("refused:", error);
    }
    await sleep(limitMs / 2 + (Math.random() * limitMs) / 2);
    limitMs = Math.min(limitMs * 2, longestMs * 100);
  }
}
