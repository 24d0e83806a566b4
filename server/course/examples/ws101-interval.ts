// style: loop
// run: connect a; +3s
// shows: a receives tick 1; a receives tick 2; a receives tick 3; a closes 1000

import { interval, type Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const tick of interval(1000)) {
    await socket.send(`tick ${tick}`);
    if (tick === 3) return;
  }
}
