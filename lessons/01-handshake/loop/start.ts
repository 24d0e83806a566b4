import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  // TODO: refuse a client whose token is not "sesame" with 401. Then select chat.v2, or else chat.v1, if it is offered.
  console.log("offered:", request.protocols.join(", "));
}

export default async function handle(socket: Socket) {
  // TODO: send the name of the subprotocol that both sides agreed on.
  await socket.send("protocol: ?");
  await socket.closed;
}
