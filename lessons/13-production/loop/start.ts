import { broadcast, type Dial, Lagged, type Socket, select } from "ws101";

// TODO: number the messages, keep the last 100 in storage, and send each client what came after its last one.
const room = broadcast<string>(100);

export default async function handle(socket: Socket) {
  using inbox = room.subscribe();
  while (true) {
    const next = await select({ socket, inbox });
    if (next.value === null || next.value instanceof Lagged) return;
    if (next.from === "inbox") await socket.send(next.value);
    else if (next.value.type === "text") room.send(next.value.data);
  }
}

/** TODO: connect again when the server refuses or the connection ends. */
export async function client(dial: Dial) {
  const socket = await dial("/?after=0");
  for await (const message of socket) console.log(message);
}
