// style: loop
// check: tells-each-client-its-subprotocol-and-stays-connected
// hint: An empty name
// Sends an empty name instead of `none`.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: spoken.find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol}`);
  await socket.closed;
}
