// style: loop
// check: tells-each-client-its-subprotocol-and-stays-connected
// hint: another message after its greeting
// Sends a welcome after the greeting.
import type { Socket, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest) {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: ["chat.v2", "chat.v1"].find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.send("welcome");
  await socket.closed;
}
