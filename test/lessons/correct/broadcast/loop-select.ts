// One task: waits for the socket and the room, and sends without waiting when the client is slow.
import { broadcast, Lagged, type Sender, type Socket, select, spawn, type Task } from "ws101";

const room = broadcast<string>(32);

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  using inbox = room.subscribe();
  room.send("* a user joined");
  let sending: Task<void> | null = null;
  while (true) {
    const next = sending === null ? await select({ receiver, inbox }) : await select({ receiver, sending });
    if (next.from === "sending") {
      sending = null;
    } else if (next.from === "inbox") {
      const line = next.value;
      if (line === null) break;
      sending = forward(sender, line);
    } else if (next.value === null) {
      break;
    } else if (next.value.type === "text") {
      room.send(`user: ${next.value.data}`);
    }
  }
  inbox.close();
  room.send("* a user left");
}

function forward(sender: Sender, line: string | Lagged): Task<void> {
  return spawn(() => sender.send(line instanceof Lagged ? `* you missed ${line.missed} messages` : line));
}
