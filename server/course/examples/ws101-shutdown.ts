// style: loop
// run: connect a; restart; connect b; b send hello
// shows: a closes 1001 deploying; b receives hello

import { type Socket, select, shutdown } from "ws101";

export default async function handle(socket: Socket) {
  for (;;) {
    const next = await select({ socket, stop: shutdown.requested });
    if (next.from === "stop") return await socket.close(1001, "deploying");
    if (next.value === null) return;
    if (next.value.type === "text") await socket.send(next.value.data);
  }
}
