import { type Message, type Socket, timeout } from "ws101";

export default async function handle(socket: Socket) {
  let pingAt = Date.now() + 30_000;
  let lastPong = Date.now();
  let lastPing = 0;
  while (true) {
    const message = await next(socket, pingAt - Date.now());
    if (message === null) return;
    if (message === "nothing") {
      if (lastPong < lastPing) return;
      lastPing = pingAt;
      pingAt += 30_000;
      await socket.ping();
    } else if (message.type === "pong") {
      lastPong = Date.now();
    } else if (message.type === "text") {
      await socket.send(message.data);
    }
  }
}

async function next(socket: Socket, ms: number): Promise<Message | "nothing" | null> {
  try {
    return await timeout(ms, socket);
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") return "nothing";
    throw error;
  }
}
