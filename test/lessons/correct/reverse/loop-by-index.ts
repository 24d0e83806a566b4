import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") socket.send(reversed(message.data));
    else if (message.type === "binary") socket.send(message.data);
  }
}

function reversed(text: string): string {
  const starts = Array.from(new Intl.Segmenter().segment(text), ({ index }) => index);
  let end = text.length;
  let result = "";
  for (const start of starts.reverse()) {
    result += text.slice(start, end);
    end = start;
  }
  return result;
}
