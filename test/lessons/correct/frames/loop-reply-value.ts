import type { Message, Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    const reply = replyTo(message);
    if (typeof reply === "number")
      await socket.close(reply, reply === 1003 && message.type === "binary" ? "text only" : "");
    else if (reply !== null) await socket.send(reply);
  }
}

function replyTo(message: Message): string | number | null {
  if (message.type === "close") return null;
  if (message.type === "binary") return 1003;
  if (message.type !== "text") return `${message.type} of length ${message.data.length}`;
  const [, digits] = message.data.match(/^close ([0-9]+)$/) ?? [];
  if (digits === undefined) return `text of length ${Buffer.byteLength(message.data)}`;
  return maySend(Number(digits)) ? Number(digits) : `cannot send ${digits}`;
}

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
