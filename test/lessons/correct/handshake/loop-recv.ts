import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: spoken.find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  const protocol = socket.protocol === "" ? "none" : socket.protocol;
  await socket.send(`protocol: ${protocol}`);
  while ((await socket.recv()) !== null);
}
