import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    if (message.data === "quit") break;
    await socket.send(`still here: ${message.data}`);
  }
  console.log("this connection is over");
}
