import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "binary") await socket.send(message.data);
    if (message.type !== "text") continue;
    let reply = "";
    for (const { segment } of new Intl.Segmenter("de").segment(message.data)) reply = segment + reply;
    await socket.send(reply);
  }
}
