// style: loop
// check: chooses-none-if-neither-is-offered
// hint: Select none
// Treats CHAT.V2 as chat.v2.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: spoken.flatMap((name) => request.protocols.filter((each) => each.toLowerCase() === name))[0] };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
