// The second exercise of the Axum chapter: two tasks and `select!`; it keeps reading after other messages and reports a lag.
import { broadcast, Lagged, type Socket, select, spawn } from "ws101";

const tx = broadcast<string>(64);

export default async function chat(socket: Socket) {
  const { sender, receiver } = socket.split();
  using rx = tx.subscribe();
  tx.send("* a user joined");

  const sendTask = spawn(async (signal) => {
    while (true) {
      const line = await rx.recv({ signal });
      if (line === null) return;
      await sender.send(line instanceof Lagged ? `* you missed ${line.missed} messages` : line);
    }
  });
  const receiveTask = spawn(async (signal) => {
    let message = await receiver.recv({ signal });
    while (message !== null) {
      if (message.type === "text") tx.send(`user: ${message.data}`);
      message = await receiver.recv({ signal });
    }
  });

  await select({ sendTask, receiveTask });
  sendTask.abort();
  receiveTask.abort();
  tx.send("* a user left");
}
