import { interval, type Socket, spawn } from "ws101";

export default async function handle(socket: Socket) {
  using ticks = interval(30_000);
  let pongs = 0;
  spawn(async () => {
    let expected = 0;
    for await (const _ of ticks) {
      if (pongs < expected) return socket.close(1001);
      expected = pongs + 1;
      await socket.ping();
    }
  });
  for await (const message of socket) {
    switch (message.type) {
      case "pong":
        pongs += 1;
        break;
      case "text":
        await socket.send(message.data);
        break;
    }
  }
}
