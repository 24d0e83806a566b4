import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const segmenter = new Intl.Segmenter();
  for await (const message of socket) {
    if (message.type === "text") {
      const parts = Array.from(segmenter.segment(message.data)).toReversed();
      await socket.send(parts.map((part) => part.segment).join(""));
    } else if (message.type === "binary") {
      await socket.send(message.data);
    } else if (message.type === "close") {
      break;
    }
  }
}
