// Each message has its own key in storage.
import { broadcast, type Dial, Lagged, type Socket, select, shutdown, sleep, storage } from "ws101";

const room = broadcast<number>(128);
let last = Number(storage.get("last") ?? 0);

export default async function handle(socket: Socket) {
  using inbox = room.subscribe();
  const until = last;
  const first = Math.max(Number(socket.request.query.get("after") ?? 0) + 1, until - 99, 1);
  for (let id = first; id <= until; id++) await socket.send(entryOf(id));
  for (;;) {
    const next = await select({ stop: shutdown.requested, socket, inbox });
    switch (next.from) {
      case "stop":
        return await socket.close(1001, "back in a moment");
      case "inbox":
        if (next.value === null || next.value instanceof Lagged) return;
        await socket.send(entryOf(next.value));
        break;
      case "socket":
        if (next.value === null) return;
        if (next.value.type === "text") append(next.value.data);
    }
  }
}

function append(text: string) {
  last += 1;
  storage.set(`message ${last}`, text);
  storage.set("last", last);
  storage.delete(`message ${last - 100}`);
  room.send(last);
}

function entryOf(id: number): string {
  return JSON.stringify({ id, text: storage.get(`message ${id}`) });
}

export async function client(dial: Dial) {
  let url = "/";
  for (let failures = 0; ; failures++) {
    const socket = await dial(url).catch(() => null);
    if (socket !== null) {
      failures = 0;
      for await (const message of socket) {
        if (message.type === "text") url = `/?after=${JSON.parse(message.data).id}`;
      }
    }
    const limitMs = Math.min(30_000, 1_000 * 2 ** failures);
    await sleep(limitMs - Math.random() * (limitMs / 2));
  }
}
