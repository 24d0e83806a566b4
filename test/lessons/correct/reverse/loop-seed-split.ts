import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  for await (const message of receiver) {
    if (message.type === "close") break;
    if (message.type === "text") await sender.send(reversed(message.data));
    if (message.type === "binary") await sender.send(message.data);
  }
}

function reversed(text: string): string {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}
