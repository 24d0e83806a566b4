import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  const ticks = interval(30_000);
  let waitsForPong = false;
  while (true) {
    const next = await select({ received: socket, ticks });
    switch (next.from) {
      case "received":
        if (next.value === null || next.value.type === "close") return;
        if (next.value.type === "text") await socket.send(next.value);
        if (next.value.type === "pong") waitsForPong = false;
        break;
      case "ticks":
        if (waitsForPong) return;
        waitsForPong = true;
        await socket.send({ type: "ping", data: new Uint8Array() });
        break;
    }
  }
}
