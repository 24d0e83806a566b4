// style: loop
// run: connect a; a send go
// shows: a receives missed 3; a receives 4; a receives 5

import { broadcast, Lagged, type Socket } from "ws101";

const numbers = broadcast<number>(2);

export default async function handle(socket: Socket) {
  using inbox = numbers.subscribe();
  await socket.recv();
  for (const number of [1, 2, 3, 4, 5]) numbers.send(number);
  for await (const item of inbox) {
    await socket.send(item instanceof Lagged ? `missed ${item.missed}` : String(item));
  }
}
