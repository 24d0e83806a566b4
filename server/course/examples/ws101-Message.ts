// style: loop
// run: connect a; a send hi; a binary 00ff; a ping abc
// shows: a receives text: hi; a receives binary: 2 bytes; a receives ping: 3 bytes

import type { Message, Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "close") await socket.send(describe(message));
  }
}

function describe(message: Message) {
  switch (message.type) {
    case "text":
      return `text: ${message.data}`;
    case "close":
      return `close: ${message.code}`;
    default:
      return `${message.type}: ${message.data.length} bytes`;
  }
}
