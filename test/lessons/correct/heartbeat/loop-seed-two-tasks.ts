import { interval, type Receiver, type Sender, type Socket, select, spawn } from "ws101";

/** What the two tasks of a connection share. */
interface Liveness {
  answered: boolean;
}

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const liveness = { answered: true };
  const heartbeat = spawn((signal) => ping(sender, liveness, signal));
  const reader = spawn(() => echo(receiver, sender, liveness));
  await select({ heartbeat, reader });
  heartbeat.abort();
  reader.abort();
}

async function ping(sender: Sender, liveness: Liveness, signal: AbortSignal) {
  const ticks = interval(30_000, { signal });
  while (true) {
    await ticks.tick();
    if (!liveness.answered) return;
    liveness.answered = false;
    await sender.ping();
  }
}

async function echo(receiver: Receiver, sender: Sender, liveness: Liveness) {
  for await (const message of receiver) {
    if (message.type === "pong") liveness.answered = true;
    if (message.type === "text") await sender.send(message.data);
  }
}
