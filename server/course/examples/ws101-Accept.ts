// style: loop
// run: connect a chat.v2 chat.v1
// shows: a receives we speak chat.v1

import type { Socket, UpgradeRequest } from "ws101";

export function upgrade({ protocols }: UpgradeRequest) {
  return { protocol: protocols.find((name) => name === "chat.v1"), maxMessageBytes: 1024 };
}

export default async function handle(socket: Socket) {
  await socket.send(`we speak ${socket.protocol}`);
  await socket.closed;
}
