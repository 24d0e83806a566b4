import type { Socket, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest) {
  // TODO: refuse foreign origins and limit the length of messages here, and their rate below.
  console.log(request.headers.origin, request.headers.host);
  return true;
}

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
