// An async upgrade, and the time of day instead of performance.now().
import type { Accept, Refuse, Socket, UpgradeRequest } from "ws101";

export async function upgrade({ headers }: UpgradeRequest): Promise<Accept | Refuse> {
  await null;
  switch (headers.origin) {
    case undefined:
    case `http://${headers.host}`:
    case `https://${headers.host}`:
      return { maxMessageBytes: 16384 };
    default:
      return { status: 403, reason: "This is not your page" };
  }
}

export default async function handle(socket: Socket) {
  let began = Date.now();
  let count = 0;
  for await (const message of socket) {
    switch (message.type) {
      case "text":
      case "binary": {
        const now = Date.now();
        if (now - began >= 1000) [began, count] = [now, 0];
        if (++count === 11) return socket.close(1008, "at most 10 messages a second");
        await socket.send(message.data);
      }
    }
  }
}
