// style: loop
// check: refuses-a-client-without-the-right-token-with-401
// hint: already got its 101
// Refuses in the second phase, after the 101.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  return { protocol: spoken.find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  if (socket.request.query.get("token") !== "sesame") return socket.close(1008, "token missing");
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
