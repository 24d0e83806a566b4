// style: loop
// run: connect a; a send one; a send two
// shows: a receives first one; a receives then two; a closes 1000 done

import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const first = await socket.recv();
  if (first?.type === "text") await socket.send(`first ${first.data}`);
  const second = await socket.recv();
  if (second?.type === "text") await socket.send(`then ${second.data}`);
  await socket.close(1000, "done");
}
