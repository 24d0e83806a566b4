// An interval starts the count again.
import { interval, type Socket, select, type UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest) {
  const { origin, host } = request.headers;
  const scheme = /^https?:\/\//.exec(origin ?? "")?.[0];
  if (origin !== undefined && (scheme === undefined || origin !== scheme + host)) return { status: 403 };
  return { maxMessageBytes: 2 ** 14 };
}

export default async function handle(socket: Socket) {
  using seconds = interval(1_000);
  let count = 0;
  while (true) {
    const next = await select({ socket, seconds });
    if (next.from === "seconds") count = 0;
    else if (next.value === null) return;
    else if (next.value.type === "text" || next.value.type === "binary") {
      if (++count > 10) return socket.close(1008, `message ${count} of this second`);
      await socket.send(next.value.data);
    }
  }
}
