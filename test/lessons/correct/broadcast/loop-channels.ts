// A bounded channel for each client; a sender that finds it full counts.
import { type ChannelSender, channel, type Socket, spawn } from "ws101";

interface Seat {
  readonly queue: ChannelSender<string>;
  missed: number;
}

const seats = new Set<Seat>();

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const { sender: queue, receiver: lines } = channel<string>(50);
  const seat = { queue, missed: 0 };
  seats.add(seat);
  spawn(async () => {
    for await (const line of lines) await sender.send(line);
  });
  say("* a user joined");
  for await (const message of receiver) if (message.type === "text") say(`user: ${message.data}`);
  seats.delete(seat);
  queue.close();
  say("* a user left");
}

function say(line: string) {
  for (const seat of seats) {
    if (seat.missed > 0 && seat.queue.trySend(`* you missed ${seat.missed} messages`)) seat.missed = 0;
    if (seat.missed > 0 || !seat.queue.trySend(line)) seat.missed += 1;
  }
}
