import { interval, type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  using heartbeat = interval(30_000);
  for (let missed = 0; ; ) {
    const { from, value } = await select({ message: socket, heartbeat });
    if (from === "message") {
      if (value === null) break;
      if (value.type === "pong") missed = 0;
      if (value.type === "text") await socket.send(value.data);
    } else {
      if (missed > 0) break;
      missed += 1;
      await socket.ping("are you there?");
    }
  }
}
