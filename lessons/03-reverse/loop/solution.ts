import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      await socket.send(reversed(message.data));
    } else if (message.type === "binary") {
      await socket.send(message.data);
    }
  }
}

const segmenter = new Intl.Segmenter();

function reversed(text: string): string {
  const graphemes = [...segmenter.segment(text)].map(({ segment }) => segment);
  return graphemes.reverse().join("");
}
