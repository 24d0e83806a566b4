// style: loop
// check: replies-to-each-text-with-its-length-in-bytes
// hint: An empty text
// Treats an empty text as no text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    switch (message.type) {
      case "text": {
        const code = codeIn(message.data);
        if (code === null && message.data) await socket.send(`text of length ${Buffer.byteLength(message.data)}`);
        else if (code !== null && maySend(code)) return socket.close(code);
        else if (code !== null) await socket.send(`cannot send ${code}`);
        break;
      }
      case "ping":
      case "pong":
        await socket.send(`${message.type} of length ${message.data.length}`);
        break;
      case "binary":
        return socket.close(1003, "text only");
    }
  }
}

function codeIn(text: string): number | null {
  const digits = /^close (\d+)$/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
