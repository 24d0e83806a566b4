// style: loop
// check: chooses-chat-v1-if-chat-v2-is-not-offered
// hint: selected no subprotocol
// Never selects chat.v1.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return request.protocols.includes("chat.v2") ? { protocol: "chat.v2" } : true;
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
