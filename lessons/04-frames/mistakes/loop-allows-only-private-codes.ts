// style: loop
// check: closes-with-the-code-that-a-client-asks-for
// hint: This code may be sent
// Allows only 4000 to 4999.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    switch (message.type) {
      case "text": {
        const code = codeIn(message.data);
        if (code === null) await socket.send(`text of length ${Buffer.byteLength(message.data)}`);
        else if (maySend(code)) return socket.close(code);
        else await socket.send(`cannot send ${code}`);
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
  return code >= 4000 && code <= 4999;
}
