import { type BinaryMessage, channel, type Socket, spawn, type TextMessage } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const queue = channel<TextMessage | BinaryMessage>(32);
  spawn(async () => {
    for await (const message of receiver) {
      if (message.type === "text" || message.type === "binary") await queue.sender.send(message);
    }
    queue.sender.close();
  });
  for await (const message of queue.receiver) await sender.send(message);
}
