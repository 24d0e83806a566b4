import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    switch (message.type) {
      case "text": {
        const number = message.data.startsWith("close ") ? message.data.slice("close ".length) : "";
        const code = Number(number);
        if (number === "" || [...number].some((digit) => digit < "0" || digit > "9")) {
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
