import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  let count = 0;
  for await (const message of socket) {
    if (message.type !== "text") continue;
    count += 1;
    await socket.send(`${count}: ${message.data}`);
  }
}
