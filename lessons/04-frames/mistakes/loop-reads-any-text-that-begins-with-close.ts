// style: loop
// check: replies-to-each-text-with-its-length-in-bytes
// hint: a text like any other
// Treats the word alone as a command.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    switch (message.type) {
      case "text": {
        if (!message.data.startsWith("close")) await socket.send(`text of length ${Buffer.byteLength(message.data)}`);
        else {
          const code = Number(message.data.slice(6) || Number.NaN);
          if (maySend(code)) return socket.close(code);
          await socket.send(`cannot send ${code}`);
        }
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

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
