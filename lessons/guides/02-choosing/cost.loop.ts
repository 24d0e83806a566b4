import type { Socket } from "ws101";

/** RFC 6455 §5.2: two bytes, more for a longer payload, and a client's mask. */
function headerBytes(payload: number, isMasked: boolean) {
  const length = payload < 126 ? 0 : payload < 65_536 ? 2 : 8;
  return 2 + length + (isMasked ? 4 : 0);
}

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const payload = Number(message.data);
    const fromServer = headerBytes(payload, false);
    const fromClient = headerBytes(payload, true);
    await socket.send(`${payload} bytes: +${fromServer} to you, +${fromClient} to me`);
  }
}
