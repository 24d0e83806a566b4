import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  let isOpen = true;
  while (isOpen) {
    const message = await receiver.recv();
    if (message === null) break;
    switch (message.type) {
      case "text":
        await sender.send(message.data);
        break;
      case "binary":
        await sender.send(message.data);
        break;
      case "ping":
        await sender.send({ type: "pong", data: message.data });
        break;
      case "close":
        isOpen = false;
        break;
    }
  }
  console.log("websocket connection closed");
}
