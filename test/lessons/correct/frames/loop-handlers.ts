import type { Message, Socket } from "ws101";

const replies: { [K in Message["type"]]?: (socket: Socket, message: Extract<Message, { type: K }>) => Promise<void> } =
  {
    text: onText,
    ping: (socket, { data }) => socket.send(`ping of length ${data.length}`),
    pong: (socket, { data }) => socket.send(`pong of length ${data.length}`),
    binary: (socket) => socket.close(1003, "text only"),
  };

async function onText(socket: Socket, { data }: { data: string }) {
  const code = /^close (?<code>\d+)$/.exec(data)?.groups?.code;
  if (!code) return socket.send(`text of length ${Buffer.byteLength(data, "utf8")}`);
  return maySend(+code) ? socket.close(+code) : socket.send(`cannot send ${code}`);
}

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    const reply = replies[message.type] as ((socket: Socket, message: Message) => Promise<void>) | undefined;
    await reply?.(socket, message);
  }
}

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
