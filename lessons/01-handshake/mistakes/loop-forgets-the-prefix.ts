// style: loop
// check: tells-each-client-its-subprotocol-and-stays-connected
// hint: begins with
// Sends only the name.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: spoken.find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  await socket.send(socket.protocol || "none");
  await socket.closed;
}
