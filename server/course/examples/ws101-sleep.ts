// style: loop
// run: connect a; a send hello; +2s
// shows: a receives hello, two seconds later

import { type Socket, sleep } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    await sleep(2000);
    await socket.send(`${message.data}, two seconds later`);
  }
}
