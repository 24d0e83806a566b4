// The writer looks every few milliseconds.
import { interval, type Socket, spawn } from "ws101";

const newest = new Map<Socket, string[]>();

export default async function handle(socket: Socket) {
  const waiting: string[] = [];
  newest.set(socket, waiting);
  using ticks = interval(5);
  spawn(async () => {
    for await (const _ of ticks) {
      while (waiting.length > 0) await socket.send(waiting.shift() ?? "");
    }
  });
  for await (const message of socket) {
    if (message.type !== "text") continue;
    if (/^price /.test(message.data)) for (const list of newest.values()) keep(list, message.data);
    else await socket.send("ok: ".concat(message.data));
  }
  newest.delete(socket);
}

function keep(list: string[], price: string) {
  if (list.length === 32) list.splice(0, 1);
  list.push(price);
}
