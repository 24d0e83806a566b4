import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    switch (message.type) {
      case "text": {
        const [word, number, ...rest] = message.data.split(" ");
        const code = Number(number);
        if (word !== "close" || !number || rest.length > 0 || Number.isNaN(code)) {
          await socket.send(`text of length ${Buffer.from(message.data).length}`);
        } else if (maySend(code)) {
          await socket.close(code);
        } else {
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
