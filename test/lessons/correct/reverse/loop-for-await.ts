import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(reversed(message.data));
    if (message.type === "binary") await socket.send(message.data);
  }
}

function reversed(text: string): string {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}
