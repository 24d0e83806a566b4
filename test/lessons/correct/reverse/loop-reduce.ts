import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "binary") await socket.send(message);
    if (message.type !== "text") continue;
    const segments = [...new Intl.Segmenter().segment(message.data)];
    await socket.send(segments.reduceRight((text, { segment }) => text + segment, ""));
  }
}
